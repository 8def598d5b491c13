# Shared by the scripts beside it; read with `source`.

say() {
    echo "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# apt_install REASON PACKAGE…: install with Debian's packager where we may; otherwise say what to do.
apt_install() {
    local reason=$1
    shift
    if ! command -v apt-get > /dev/null; then
        fail "$reason On Debian and Ubuntu these packages bring it: $*"
    elif [ "$(id -u)" -ne 0 ]; then
        fail "$reason Run: sudo apt-get install $*"
    fi
    say "$reason Installing $*"
    quietly apt-get -o DPkg::Lock::Timeout=300 -q update
    quietly apt-get -o DPkg::Lock::Timeout=300 -q -y install --no-install-recommends "$@"
}

# quietly COMMAND…: show what it printed only where it failed.
quietly() {
    local output
    output=$(DEBIAN_FRONTEND=noninteractive "$@" 2>&1) || fail "$output"
}
