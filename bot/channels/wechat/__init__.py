"""WeChat: a service account (服务号)."""
