#!/usr/bin/env bash
# install-minikube.sh against a host and a minikube that are fakes.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

export CONFORM_HOST_ROOT=$T/host CONFORM_READY_TRIES=2
export CONFORM_TOPOLOGY=$T/topology.yaml STATE=$T/state
cat >"$CONFORM_TOPOLOGY" <<'YAML'
clusters:
- id: 901-central
  overlay: cluster-901-central
  context: mkube-901
  address: 192.0.2.1
  role: central
- id: 902-edge
  overlay: cluster-902-edge
  context: mkube-902
  address: 192.0.2.2
  role: edge
YAML
mkdir -p "$T/host/proc" "$T/host/etc/containerd" "$T/host/opt/cni/bin" "$STATE"
echo 'MemTotal: 16384000 kB' >"$T/host/proc/meminfo"
echo 'iscsi_tcp 24576 0 - Live 0x0' >"$T/host/proc/modules"
echo 'SystemdCgroup = false' >"$T/host/etc/containerd/config.toml"
for plugin in bridge host-local loopback portmap; do
    printf '#!/bin/sh\n' >"$T/host/opt/cni/bin/$plugin"
    chmod +x "$T/host/opt/cni/bin/$plugin"
done
for tool in crictl conntrack iptables containerd iscsiadm mount.nfs ctr modprobe; do fake $tool <<<''; done
fake id <<<'echo 0'
fake nproc <<'SH'
echo "${FAKE_CPUS:-4}"
SH
fake ip <<<'echo "2: eth0    inet 192.0.2.1/24 brd 192.0.2.255 scope global eth0"'
fake systemctl <<'SH'
[ "$1" = is-active ] || exit 0
case ${*: -1} in multipathd) exit "${FAKE_MULTIPATHD:-3}" ;; iscsid) exit "${FAKE_ISCSID:-0}" ;; esac
SH
fake sysctl <<'SH'
[ "$1" = -n ] || exit 0
case $2 in
vm.max_map_count) cat "$STATE/map_count" 2>/dev/null || echo 262144 ;;
fs.protected_regular) echo 0 ;;
*) echo 999999 ;;
esac
SH
fake minikube <<'SH'
case $1 in
version) echo "${FAKE_MINIKUBE:-v1.38.1}" ;;
status) [ -e "$STATE/running" ] ;;
start)
    [ ! -e "$STATE/start-fails" ] || exit 80
    touch "$STATE/running" "$STATE/addon-default-storageclass" "$STATE/addon-storage-provisioner"
    mkdir -p "$HOME/.minikube/profiles/minikube"; touch "$HOME/.minikube/profiles/minikube/config.json"
    echo minikube >>"$STATE/contexts"
    ;;
update-context) echo minikube >>"$STATE/contexts" ;;
addons)
    case $2 in
    list)
        for addon in default-storageclass storage-provisioner; do
            [ -e "$STATE/addon-$addon" ] && s=enabled || s=disabled
            printf '{"%s": {"Profile": "minikube", "Status": "%s"}}\n' $addon $s
        done
        ;;
    disable)
        # As the real one: it reads the context under its own name.
        [ "$3" != default-storageclass ] || grep -qx minikube "$STATE/contexts" || exit 11
        rm "$STATE/addon-$3"
        ;;
    esac
    ;;
esac
SH
fake kubectl <<'SH'
case $* in
'config get-contexts -o name') cat "$STATE/contexts" 2>/dev/null ;;
'config view --minify --context '*) grep -qx "$5" "$STATE/contexts" 2>/dev/null && echo "https://${FAKE_SERVER:-192.0.2.1}:8443" ;;
'config rename-context '*)
    grep -qx "$4" "$STATE/contexts" && exit 1
    sed -i "s/^$3$/$4/" "$STATE/contexts"
    ;;
'config delete-context '*) sed -i "/^$3$/d" "$STATE/contexts" ;;
*InternalIP*) echo "${FAKE_ADDRESS:-192.0.2.1}" ;;
*'"Ready"'*) echo "${FAKE_READY:-True}" ;;
*kubeletVersion*) echo "${FAKE_KUBERNETES:-v1.35.4}" ;;
*containerRuntimeVersion*) echo containerd://2.1.0 ;;
*calico-node*) exit "${FAKE_CALICO:-0}" ;;
*storageclasses*) echo "${FAKE_CLASSES:-}" ;;
esac
SH
# Nothing but the fakes and what a minimal system has.
for tool in bash env awk sed grep cat cut sort head tail paste tr uname dirname basename mkdir cmp install sleep touch rm printf; do
    ln -sf "$(command -v $tool)" "$T/bin/$tool"
done
i() { PATH=$T/bin "$SCRIPTS/install-minikube.sh" "$@"; }

t 'help' 0 i --help
t 'no cluster' 2 i
t 'unknown cluster' 2 i 904
t 'unknown option' 2 i 901 --what
t 'another host' 4 i 902
has 'address 192.0.2.2 on this host'
t 'too few CPUs' 4 env FAKE_CPUS=2 PATH="$T/bin" "$SCRIPTS/install-minikube.sh" 901
has '4 CPUs (this host has 2)'
t 'multipathd' 4 env FAKE_MULTIPATHD=0 PATH="$T/bin" "$SCRIPTS/install-minikube.sh" 901
has 'multipathd off'
t 'other minikube' 4 env FAKE_MINIKUBE=v1.37.0 PATH="$T/bin" "$SCRIPTS/install-minikube.sh" 901
has 'written for v1.38.1'

# Each prerequisite that is missing is named, with what to do.
for tool in crictl conntrack iptables containerd iscsiadm mount.nfs minikube; do
    mv "$T/bin/$tool" "$T/$tool.away"
    t "no $tool" 4 i 901 --check
    has 'next: '
    case $tool in iscsiadm) has open-iscsi ;; mount.nfs) has nfs-common ;; *) has "$tool" ;; esac
    mv "$T/$tool.away" "$T/bin/$tool"
done
mv "$T/host/opt/cni/bin/portmap" "$T/portmap"
t 'no portmap' 4 i 901 --check
has '/opt/cni/bin/portmap'
mv "$T/portmap" "$T/host/opt/cni/bin/portmap"
echo 'MemTotal: 15000000 kB' >"$T/host/proc/meminfo"
t 'too little memory' 4 i 901 --check
has '15 GiB of memory (this host has 14648 MiB)'
echo 'MemTotal: 16384000 kB' >"$T/host/proc/meminfo"
echo 'disabled_plugins = ["cri"]
SystemdCgroup = true' >"$T/host/etc/containerd/config.toml"
t 'containerd without CRI' 4 i 901 --check
has "CRI plugin"
echo 'SystemdCgroup = false' >"$T/host/etc/containerd/config.toml"

# --fix sets what needs no download.
echo 65530 >"$STATE/map_count"
: >"$T/host/proc/modules"
t 'low sysctl' 4 i 901 --check
has 'vm.max_map_count=262144 (now 65530)'
has iscsi_tcp
t 'fix, dry' 4 i 901 --check --fix --dry-run
holds 'a dry run writes nothing' test ! -e "$T/host/etc/sysctl.d"
i 901 --check --fix >/dev/null 2>&1
holds 'sysctls are kept' grep -qx 'vm.max_map_count=262144' "$T/host/etc/sysctl.d/90-conform.conf"
holds 'the module is kept' grep -qx iscsi_tcp "$T/host/etc/modules-load.d/90-conform.conf"
rm "$STATE/map_count"
echo 'iscsi_tcp 24576 0 - Live 0x0' >"$T/host/proc/modules"
t 'check' 0 i 901 --check
has 'prerequisites hold'

# From nothing.
forget
t 'dry run' 0 i 901 --dry-run
has 'would run: minikube start'
holds 'a dry run starts nothing' test ! -e "$STATE/running"
mkdir -p "$T/offline/kubernetes" "$T/images"
for binary in kubeadm kubelet kubectl; do echo $binary >"$T/offline/kubernetes/$binary"; done
touch "$T/images/stack.tar"
forget
t 'install' 0 i 901 --binaries "$T/offline" --images "$T/images"
has 'mkube-901'
OUT=$(calls)
has 'minikube start -p minikube --driver=none --container-runtime=containerd --cni=calico --kubernetes-version=v1.35.4'
has "ctr -n k8s.io images import $T/images/stack.tar"
has 'minikube addons disable default-storageclass'
has 'minikube addons disable storage-provisioner'
lacks 'label'
lacks 'taint'
same 'context' mkube-901 "$(cat "$STATE/contexts")"
holds 'binaries are where minikube looks' test -x "$T/home/.minikube/cache/linux/amd64/v1.35.4/kubeadm"

# Again: nothing but questions.
forget
t 'again' 0 i 901 --binaries "$T/offline"
OUT=$(calls | grep -E '^(minikube|kubectl|ctr|modprobe|systemctl|sysctl)' | grep -Ev '^(minikube (version|status|addons list)|kubectl (config (get-contexts|view)|--context mkube-901 --request-timeout=15s (get|-n kube-system get))|systemctl is-active|sysctl -n)')
same 'a second run only asks' '' "$OUT"

# After a stop minikube writes its own context name beside ours.
rm "$STATE/running"
t 'restart' 0 i 901
same 'context after a restart' mkube-901 "$(cat "$STATE/contexts")"
# An addon came back while the context has our name.
touch "$STATE/addon-default-storageclass"
t 'addon came back' 0 i 901
holds 'it is off again' test ! -e "$STATE/addon-default-storageclass"
same 'and the context has our name' mkube-901 "$(cat "$STATE/contexts")"

# What is there but is not ours is refused.
r() { env "$1" PATH="$T/bin" "$SCRIPTS/install-minikube.sh" 901; }
t 'foreign context' 4 r FAKE_SERVER=192.0.2.9
t 'other Kubernetes' 4 r FAKE_KUBERNETES=v1.34.1
has 'runs Kubernetes v1.34.1'
t 'no Calico' 4 r FAKE_CALICO=1
t 'other address' 1 r FAKE_ADDRESS=192.0.2.7
t 'second default class' 1 r FAKE_CLASSES='standard=true'
has 'StorageClass standard is a default'
t 'never Ready' 1 r FAKE_READY=False
rm "$STATE/running"
touch "$STATE/start-fails"
t 'minikube fails' 1 i 901
has 'minikube start failed (exit 80)'
report
