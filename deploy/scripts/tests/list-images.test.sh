#!/usr/bin/env bash
# list-images.sh on manifests that hold images in every place it knows, and in places it must not read.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

mkdir "$T/render"
cat >"$T/render/a.yaml" <<'YAML'
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
spec:
  image: quay.io/prometheus/prometheus:v3.14.0-distroless
  thanos:
    image: "quay.io/thanos/thanos:v0.42.4"
---
kind: Deployment
spec:
  template:
    spec:
      containers:
      - args:
        - --prometheus-config-reloader=quay.io/x/prometheus-config-reloader:v0.93.1
        - --alertmanager-default-base-image=quay.io/prometheus/alertmanager
        - --thanos-default-base-image=quay.io/thanos/thanos:v0.42.4
        - --log-level=image:1
        image: quay.io/x/operator:v0.93.1
        imagePullPolicy: IfNotPresent
      - command:
        - longhorn-manager
        - --engine-image
        - docker.io/longhornio/longhorn-engine:v1.12.1
        - --manager-image
        - "docker.io/longhornio/longhorn-manager:v1.12.1"
        - --manager-url
        - http://longhorn-backend:9500/v1
        env:
        - name: CSI_ATTACHER_IMAGE
          value: docker.io/longhornio/csi-attacher:v4.12.0
        - name: PULL_IMAGE
          valueFrom: {}
        - name: OTHER
          value: not/this:one
        image: registry:5000/a/b@sha256:0123456789abcdef
YAML
cat >"$T/render/b.yaml" <<'YAML'
kind: ConfigMap
data:
  text.yaml: |-
    image: text/in-a-block:1

    image: text/after-an-empty-line:1
  folded: >
    image: text/folded:1
  script: |
    --engine-image
    - text/argument:1
---
kind: CustomResourceDefinition
spec:
  properties:
    image:
      type: string
    jsonPath: .spec.image
---
kind: Pod
spec:
  initContainers:
  - command:
    - sh
    - -ec
    - |
      image: text/in-a-list:1
    image: busybox
  containers:
  - image: docker.io/library/nginx:latest
YAML
expected='busybox
docker.io/library/nginx:latest
docker.io/longhornio/csi-attacher:v4.12.0
docker.io/longhornio/longhorn-engine:v1.12.1
docker.io/longhornio/longhorn-manager:v1.12.1
quay.io/prometheus/prometheus:v3.14.0-distroless
quay.io/thanos/thanos:v0.42.4
quay.io/x/operator:v0.93.1
quay.io/x/prometheus-config-reloader:v0.93.1
registry:5000/a/b@sha256:0123456789abcdef'
same 'a folder' "$expected" "$("$SCRIPTS/list-images.sh" "$T/render" 2>/dev/null)"
same 'standard input' "$expected" "$(cat "$T/render/a.yaml" <(echo ---) "$T/render/b.yaml" | "$SCRIPTS/list-images.sh" 2>/dev/null)"
t 'warnings' 0 "$SCRIPTS/list-images.sh" "$T/render/b.yaml"
has 'busybox: no tag'
has 'nginx:latest: tag latest'
t 'no image' 1 "$SCRIPTS/list-images.sh" /dev/null
t 'no file' 1 "$SCRIPTS/list-images.sh" "$T/nothing"
t 'unknown option' 2 "$SCRIPTS/list-images.sh" --what
t 'help' 0 "$SCRIPTS/list-images.sh" --help

# The committed list is in the form the generator writes.
list=$SCRIPTS/../images/preload.txt
holds 'preload.txt is sorted, each image once' diff "$list" <(LC_ALL=C sort -u "$list")
report
