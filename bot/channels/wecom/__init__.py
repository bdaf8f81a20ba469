"""WeCom: an application of an enterprise's own (企业微信)."""
