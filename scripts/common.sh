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
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=300 -qq update
    apt-get -o DPkg::Lock::Timeout=300 -qq -y install --no-install-recommends "$@" > /dev/null
}
