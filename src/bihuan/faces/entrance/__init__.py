"""演示入口: on a demonstration site only, one click signs a visitor in as one of eight people."""
