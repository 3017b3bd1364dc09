# Leads an attempt's process group. Its working directory is the attempt's folder.
# Arguments: the output limit in 512-byte blocks, then the agent's command.
# On Linux only builtins run before the agent: each fork there is latency that a person waits for.
umask 077

# It outlives SIGTERM, to write down how the agent ended. The traps run a command because an agent would inherit
# signals that are ignored.
stopped=
trap 'stopped=1' TERM INT HUP

# Field 22 of the stat file; the name in parentheses may hold spaces, so it is cut off first.
start_of() { shift 19; start=$1; }
if [ -r "/proc/$$/stat" ]; then
  read -r stat < "/proc/$$/stat"
  start_of ${stat##*) }
  read -r boot < /proc/sys/kernel/random/boot_id
else
  start=$(LC_ALL=C ps -o lstart= -p $$)
  boot=$(sysctl -n kern.bootsessionuuid)
fi

# Some sandboxes keep these to themselves; the file still has its three lines.
: "${start:=unknown}" "${boot:=unknown}"

# Whoever creates the pid file is the attempt; everyone else is a second launch and ends here.
set -C
{ true > pid; } 2>/dev/null || exit 0
set +C
printf '%s\n' "$$" "$start" "$boot" > pid || { rm -f pid; exit 75; }

blocks=$1
shift
ulimit -f "$blocks"
code=143
if [ -z "$stopped" ] && [ ! -e stop ]; then
  # In a subshell, so that the word "Killed" with which some shells comment on a signal stays out of the output.
  (exec "$@" </dev/null >>output 2>&1)
  code=$?
fi

# Written over bytes that were there before the agent, so that a full disk does not lose the exit code.
printf '%03d\n' "$code" 1<>exit.tmp && mv exit.tmp exit
