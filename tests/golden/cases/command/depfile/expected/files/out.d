out/profiles.yml: \
  floe.yaml \
  conf\ files/platform.yaml
floe.yaml:
conf\ files/platform.yaml:
