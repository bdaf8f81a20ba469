"""Tencent: what WeChat and WeCom have in common: sealed callbacks, their XML, access tokens, texts cut to size."""
