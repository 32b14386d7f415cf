#!/usr/bin/env bash
# Install the one-node Kubernetes of a cluster on this host: minikube, driver none.
#
# usage: install-minikube.sh CLUSTER [options]        run as root on the node itself
#
#   CLUSTER          196, 196-central … as in contracts/topology.yaml; its address must be this host's
#   --binaries DIR   take minikube, kubectl, crictl from DIR before PATH, and put kubeadm, kubelet and
#                    kubectl from DIR/kubernetes (if there) where minikube looks before downloading
#   --images DIR     load every *.tar of DIR into containerd first (ctr -n k8s.io images import)
#   --fix            set what the host lacks and needs no download: sysctls, iscsi_tcp, iscsid
#   --check          judge the prerequisites and stop
#   --dry-run        print what would be done, change nothing
#   --help
#
# What it leaves: Kubernetes v1.35.4 on containerd with Calico (NetworkPolicies hold), no default
# StorageClass (Longhorn brings it), kubeconfig context mkube-<n>. No label, no taint. Nothing is
# downloaded by this script; minikube itself downloads what neither --binaries nor --images gave.
# A second run finds everything in place and changes nothing. It never upgrades and never deletes:
# another Kubernetes version, or another cluster, is refused.
#
# exit: 0 ok, 1 failed, 2 usage, 4 refused (a prerequisite is missing, or this is another host)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly MINIKUBE_VERSION=v1.38.1
readonly KUBERNETES_VERSION=v1.35.4
readonly MIN_CPUS=4
readonly MIN_MEMORY_KIB=$((15 * 1024 * 1024))
readonly PROFILE=minikube # the only one that driver none knows
# Root of the host's files; tests point it elsewhere.
HOST=${CONFORM_HOST_ROOT:-}

# Longhorn, OpenSearch and the number of watches of ~60 pods ask for these at least.
readonly SYSCTLS='vm.max_map_count=262144 fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=8192 net.ipv4.ip_forward=1'

cluster='' binaries='' images='' fix=false check_only=false
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        print_help
        exit 0
        ;;
    --binaries)
        opt_value "$1" $#
        binaries=$2
        shift
        ;;
    --images)
        opt_value "$1" $#
        images=$2
        shift
        ;;
    --fix) fix=true ;;
    --check) check_only=true ;;
    --dry-run) DRY_RUN=true ;;
    -*) usage_error "unknown option $1" ;;
    *)
        [ -z "$cluster" ] || usage_error "more than one cluster: $cluster and $1"
        cluster=$1
        ;;
    esac
    shift
done
[ -n "$cluster" ] || usage_error "which cluster?"
resolve_cluster "$cluster"
for dir in "$binaries" "$images"; do
    [ -z "$dir" ] || [ -d "$dir" ] || usage_error "no folder $dir"
done
if [ -n "$binaries" ]; then
    binaries=$(cd "$binaries" && pwd)
    export PATH="$binaries:$PATH"
fi

# --- prerequisites -----------------------------------------------------------------------------

missing=0
lack() { # WHAT NEXT-STEP
    printf 'missing: %s\n  next: %s\n' "$1" "$2" >&2
    missing=$((missing + 1))
}
active() { systemctl is-active --quiet "$1" 2>/dev/null; }
module_loaded() { grep -q "^$1 " "$HOST/proc/modules" 2>/dev/null || [ -d "$HOST/sys/module/$1" ]; }
sysctl_value() { sysctl -n "$1" 2>/dev/null || echo 0; }
low_sysctls() {
    local setting value
    for setting in $SYSCTLS; do
        value=$(sysctl_value "${setting%%=*}")
        case $value in '' | *[!0-9]*) value=0 ;; esac
        [ "$value" -ge "${setting#*=}" ] || printf '%s\n' "$setting"
    done
}

fix_host() {
    local low
    low=$(low_sysctls)
    if [ -n "$low" ]; then
        # shellcheck disable=SC2086 # one line per setting
        if [ "$DRY_RUN" = true ]; then
            say "would write /etc/sysctl.d/90-conform.conf:" $SYSCTLS
        else
            mkdir -p "$HOST/etc/sysctl.d"
            printf '%s\n' $SYSCTLS >"$HOST/etc/sysctl.d/90-conform.conf"
            say "wrote /etc/sysctl.d/90-conform.conf"
        fi
        for setting in $low; do run sysctl -q -w "$setting"; done
    fi
    if ! module_loaded iscsi_tcp; then
        if [ "$DRY_RUN" = true ]; then
            say "would write /etc/modules-load.d/90-conform.conf: iscsi_tcp"
        else
            mkdir -p "$HOST/etc/modules-load.d"
            printf 'iscsi_tcp\n' >"$HOST/etc/modules-load.d/90-conform.conf"
        fi
        run modprobe iscsi_tcp
    fi
    if command -v iscsiadm >/dev/null 2>&1 && ! active iscsid; then
        run systemctl enable --now iscsid
    fi
}

check_host() {
    local cpus memory plugin setting config
    [ "$(uname -s)/$(uname -m)" = Linux/x86_64 ] || [ "$(uname -m)" = aarch64 ] ||
        lack "a Linux host on amd64 or arm64 (this is $(uname -s) $(uname -m))" "driver none runs on Linux only"
    [ "$(id -u)" = 0 ] || lack "root (driver none starts system services)" "sudo $0 $cluster …"

    ip -4 -o addr show 2>/dev/null | awk '{ sub("/.*", "", $4); print $4 }' | grep -qxF "$CLUSTER_ADDRESS" ||
        lack "address $CLUSTER_ADDRESS on this host (the topology gives it to $CLUSTER_ID)" \
            "run this on the host of $CLUSTER_ID, or correct contracts/topology.yaml"

    cpus=$(nproc)
    [ "$cpus" -ge $MIN_CPUS ] || lack "$MIN_CPUS CPUs (this host has $cpus)" "give the machine more; driver none cannot limit or add them"
    memory=$(awk '$1 == "MemTotal:" { print $2 }' "$HOST/proc/meminfo" 2>/dev/null)
    [ "${memory:-0}" -ge $MIN_MEMORY_KIB ] ||
        lack "15 GiB of memory (this host has $((${memory:-0} / 1024)) MiB)" "give the machine 16 GB"

    command -v minikube >/dev/null 2>&1 ||
        lack "minikube $MINIKUBE_VERSION" "put the release binary on PATH or into --binaries DIR"
    command -v kubectl >/dev/null 2>&1 || lack "kubectl" "put kubectl $KUBERNETES_VERSION on PATH or into --binaries DIR"
    command -v crictl >/dev/null 2>&1 ||
        lack "crictl in root's PATH (minikube stops without it)" "install cri-tools for Kubernetes 1.35 (release kubernetes-sigs/cri-tools), or put crictl into --binaries DIR"
    command -v conntrack >/dev/null 2>&1 || lack "conntrack in root's PATH (minikube stops without it)" "apt install conntrack"
    command -v iptables >/dev/null 2>&1 || lack "iptables" "apt install iptables"

    command -v containerd >/dev/null 2>&1 || lack "containerd" "apt install containerd"
    active containerd || lack "a running containerd" "systemctl enable --now containerd"
    config=$HOST/etc/containerd/config.toml
    if ! grep -q 'SystemdCgroup' "$config" 2>/dev/null; then
        lack "a full /etc/containerd/config.toml (minikube edits its settings in place and adds none)" \
            "containerd config default > /etc/containerd/config.toml && systemctl restart containerd"
    elif grep -Eq '^[[:space:]]*disabled_plugins[[:space:]]*=.*"(io\.containerd\.grpc\.v1\.)?cri"' "$config"; then
        lack "containerd's CRI plugin (config.toml disables it)" \
            "take cri out of disabled_plugins in /etc/containerd/config.toml && systemctl restart containerd"
    fi

    for plugin in bridge host-local loopback portmap; do
        [ -x "$HOST/opt/cni/bin/$plugin" ] ||
            lack "CNI plugin /opt/cni/bin/$plugin" "unpack the containernetworking plugins release into /opt/cni/bin"
    done

    command -v iscsiadm >/dev/null 2>&1 || lack "open-iscsi (Longhorn attaches volumes by iSCSI)" "apt install open-iscsi"
    active iscsid || lack "a running iscsid" "systemctl enable --now iscsid, or --fix"
    module_loaded iscsi_tcp || lack "kernel module iscsi_tcp" "modprobe iscsi_tcp and name it in /etc/modules-load.d, or --fix"
    command -v mount.nfs >/dev/null 2>&1 || [ -x "$HOST/sbin/mount.nfs" ] ||
        lack "nfs-common (Longhorn's shared volumes)" "apt install nfs-common"
    if active multipathd && ! grep -Eqs 'devnode[[:space:]]+"\^sd\[a-z0-9\]\+"' "$HOST/etc/multipath.conf"; then
        lack "multipathd off, or told to leave Longhorn's devices alone (it would claim them)" \
            "systemctl disable --now multipathd.socket multipathd; or add blacklist { devnode \"^sd[a-z0-9]+\" } to /etc/multipath.conf and restart it"
    fi
    while IFS= read -r setting; do
        [ -z "$setting" ] || lack "sysctl $setting (now $(sysctl_value "${setting%%=*}"))" \
            "write it to /etc/sysctl.d/90-conform.conf and run sysctl --system, or --fix"
    done <<<"$(low_sysctls)"
    # Root may not write other users' lock files in /tmp under this setting, and minikube does.
    [ "$(sysctl_value fs.protected_regular)" = 0 ] || [ "${SUDO_USER:-root}" = root ] ||
        warn "fs.protected_regular is on: if minikube stops at HOST_JUJU_LOCK_PERMISSION, run it in a root login shell"
}

check_minikube_version() {
    local version
    version=$(minikube version --short 2>/dev/null | tail -n 1)
    [ "$version" = "$MINIKUBE_VERSION" ] ||
        die "$EX_REFUSED" "minikube is ${version:-of no known version}, this tree is written for $MINIKUBE_VERSION" \
            "put that release first on PATH or into --binaries DIR"
}

# --- state ---------------------------------------------------------------------------------------

contexts() { kubectl config get-contexts -o name 2>/dev/null || true; }
has_context() { contexts | grep -qxF "$1"; }
kube() { kubectl --context "$CLUSTER_CONTEXT" --request-timeout=15s "$@"; }

# Fails while any of the four parts is down or unknown.
minikube_running() { minikube status -p $PROFILE >/dev/null 2>&1; }
profile_exists() { [ -e "${MINIKUBE_HOME:-$HOME}/.minikube/profiles/$PROFILE/config.json" ] || [ -e "${MINIKUBE_HOME:-$HOME}/profiles/$PROFILE/config.json" ]; }

addon_enabled() {
    minikube addons list -p $PROFILE -o json 2>/dev/null | tr -d ' \n' |
        grep -q "\"$1\":{[^}]*\"Status\":\"enabled\""
}

server_of() { kubectl config view --minify --context "$1" -o 'jsonpath={.clusters[0].cluster.server}' 2>/dev/null || true; }

# The server of a context must be this host's.
refuse_foreign_context() {
    local host
    host=$(server_of "$1")
    host=${host#https://} host=${host%%:*}
    [ -z "$host" ] || [ "$host" = "$CLUSTER_ADDRESS" ] ||
        die "$EX_REFUSED" "context $1 of the kubeconfig points to $host, $CLUSTER_ID is $CLUSTER_ADDRESS" \
            "use another kubeconfig (KUBECONFIG), or remove that context"
}

name_context() {
    if has_context $PROFILE; then
        # A restart of minikube writes its own name again beside ours.
        if has_context "$CLUSTER_CONTEXT"; then
            run kubectl config delete-context "$CLUSTER_CONTEXT"
        fi
        run kubectl config rename-context $PROFILE "$CLUSTER_CONTEXT"
    fi
}

cache_binaries() {
    local cache binary arch
    case $(uname -m) in aarch64) arch=arm64 ;; *) arch=amd64 ;; esac
    cache=${MINIKUBE_HOME:-$HOME}/.minikube/cache/linux/$arch/$KUBERNETES_VERSION
    for binary in kubeadm kubelet kubectl; do
        [ -f "$binaries/kubernetes/$binary" ] || continue
        cmp -s "$binaries/kubernetes/$binary" "$cache/$binary" && continue
        run mkdir -p "$cache"
        run install -m 0755 "$binaries/kubernetes/$binary" "$cache/$binary"
    done
}

load_images() {
    local tar found=false
    need_tool ctr "install containerd"
    for tar in "$images"/*.tar; do
        [ -e "$tar" ] || continue
        found=true
        run ctr -n k8s.io images import "$tar"
    done
    [ "$found" = true ] || die "$EX_REFUSED" "no *.tar in $images" "see deploy/images/README.md on how to make them"
}

start_minikube() {
    # --force: minikube 1.38.1 does not list v1.35.4 and would ask GitHub whether it exists, which a
    #   node without internet cannot; the checks it also skips are made above.
    # --cache-images=false: kubeadm pulls straight into containerd and takes what is loaded there.
    run minikube start -p $PROFILE \
        --driver=none --container-runtime=containerd --cni=calico \
        --kubernetes-version=$KUBERNETES_VERSION \
        --embed-certs --cache-images=false --interactive=false --force ||
        die "$EX_FAILED" "minikube start failed (exit $?)" \
            "see above and minikube logs; when the cause is gone run this again, it resumes"
}

wait_ready() {
    local tries
    for ((tries = 0; tries < ${CONFORM_READY_TRIES:-60}; tries++)); do
        if kube get nodes -o 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}' 2>/dev/null | grep -qx True; then
            return 0
        fi
        sleep "${CONFORM_POLL_SECONDS:-5}"
    done
    kube get nodes,pods -A >&2 || true
    die "$EX_FAILED" "the node did not become Ready" "look at kubectl get pods -A above and at journalctl -u kubelet; without internet, are the images of deploy/images/preload-node.txt loaded?"
}

verify() {
    local address version runtime defaults
    address=$(kube get nodes -o 'jsonpath={.items[*].status.addresses[?(@.type=="InternalIP")].address}')
    [ "$address" = "$CLUSTER_ADDRESS" ] || die "$EX_FAILED" \
        "the node reports address '$address', $CLUSTER_ID is $CLUSTER_ADDRESS" \
        "minikube takes the address of the default route's interface: correct the routes, then minikube delete and run this again"
    version=$(kube get nodes -o 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}')
    [ "$version" = "$KUBERNETES_VERSION" ] || die "$EX_REFUSED" \
        "this cluster runs Kubernetes $version, the tree is pinned to $KUBERNETES_VERSION" \
        "upgrade it by hand, or minikube delete (which destroys its volumes) and run this again"
    runtime=$(kube get nodes -o 'jsonpath={.items[*].status.nodeInfo.containerRuntimeVersion}')
    case $runtime in
    containerd://*) ;;
    *) die "$EX_REFUSED" "this cluster runs on ${runtime:-an unknown runtime}, not on containerd" \
        "minikube delete (which destroys its volumes) and run this again" ;;
    esac
    kube -n kube-system get daemonset calico-node -o name >/dev/null 2>&1 || die "$EX_REFUSED" \
        "this cluster has no Calico, so nothing enforces NetworkPolicies" \
        "minikube delete (which destroys its volumes) and run this again"
    defaults=$(kube get storageclasses -o 'jsonpath={range .items[*]}{.metadata.name}={.metadata.annotations.storageclass\.kubernetes\.io/is-default-class}{"\n"}{end}' | sed -n 's/=true$//p' | grep -vx longhorn || true)
    [ -z "$defaults" ] || die "$EX_FAILED" "StorageClass $defaults is a default; Longhorn's must be the only one" \
        "kubectl --context $CLUSTER_CONTEXT delete storageclass $defaults"
}

# --- main ----------------------------------------------------------------------------------------

say "$CLUSTER_ID on $CLUSTER_ADDRESS: Kubernetes $KUBERNETES_VERSION by minikube $MINIKUBE_VERSION, driver none, containerd, Calico"
if [ "$fix" = true ]; then
    fix_host
fi
check_host
if [ "$missing" -gt 0 ]; then
    [ "$DRY_RUN" = true ] && [ "$fix" = true ] && say "(some of the above is what --fix would set)"
    die "$EX_REFUSED" "$missing of this host's prerequisites missing" "see above, then run this again"
fi
check_minikube_version
say "prerequisites hold"
[ "$check_only" = false ] || exit 0

refuse_foreign_context "$CLUSTER_CONTEXT"
refuse_foreign_context $PROFILE
[ -z "$binaries" ] || cache_binaries
[ -z "$images" ] || load_images

if minikube_running; then
    say "minikube runs already"
elif profile_exists; then
    say "minikube is stopped: starting it"
    start_minikube
else
    start_minikube
fi

if [ "$DRY_RUN" = true ] && ! minikube_running; then
    say "would then: turn off the addons default-storageclass and storage-provisioner,"
    say "  name the context $CLUSTER_CONTEXT, wait for the node and verify address, version, runtime, Calico"
    exit 0
fi

# The first of these addons reads the context under minikube's own name, so it goes before the rename.
for addon in default-storageclass storage-provisioner; do
    if addon_enabled $addon; then
        has_context $PROFILE || run minikube update-context -p $PROFILE
        run minikube addons disable $addon -p $PROFILE
    fi
done
name_context
if [ "$DRY_RUN" = true ] && ! has_context "$CLUSTER_CONTEXT"; then
    exit 0
fi
wait_ready
verify
say "$CLUSTER_ID is ready: context $CLUSTER_CONTEXT"
