#!/bin/bash
# A build on a cluster of one: a Slurm of our own, started for this test, makes four parts and merges them; the bytes are those of a
# build in one piece. Exits with 77, which the test runner takes for skipped, where there is no Slurm or it cannot be started.
program=$1
source=$2
skip() {
  echo "skipped: $*" >&2
  exit 77
}
for tool in slurmctld slurmd sbatch squeue; do command -v "$tool" >/dev/null || skip "Slurm is not installed (slurm-wlm)"; done
[ "$(id -u)" -eq 0 ] || skip "Slurm's daemons are started as root, which this is not"

work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
mkdir -p "$work"/{state,spool,log}
host=$(hostname -s)
port=$((20000 + $$ % 20000))
cat >"$work/slurm.conf" <<CONF
ClusterName=dork
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" >"$work/log/ctld.out" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" -N "$host" >"$work/log/slurmd.out" 2>&1 &
pids+=($!)
for _ in $(seq 100); do
  sinfo -h -o %t 2>/dev/null | grep -qE '^(idle|mix|alloc)' && break
  sleep 0.2
done
sinfo -h -o %t 2>/dev/null | grep -qE '^(idle|mix|alloc)' || skip "a Slurm of our own does not start here: $(tail -n 3 "$work"/log/* 2>/dev/null | tr '\n' ' ')"

faults=0
fault() {
  echo "fault: $*" >&2
  faults=$((faults + 1))
}
options=(--rows 600 --seed 7 --level checks --format trl --template persona --max-per-shape 20)
"$program" corpus build -o "$work/single" "${options[@]}" --quiet || fault "the build in one piece fails"
"$source/corpus/cluster/submit" --dork "$program" --parts 4 --work "$work/shared" -o "$work/merged" "${options[@]}" --force >"$work/told" || fault "submit fails"
grep -q "^parts: job [0-9]*, merge: job [0-9]*" "$work/told" || fault "submit does not tell the jobs: $(cat "$work/told")"
for _ in $(seq 600); do
  [ -z "$(squeue -h 2>/dev/null)" ] && break
  sleep 0.2
done
[ -z "$(squeue -h)" ] || fault "jobs are not done: $(squeue)"
for part in 1 2 3 4; do [ -f "$work/shared/part-$part.log" ] || fault "part $part left no log"; done
[ -f "$work/merged/manifest.json" ] || fault "there is no data set: $(cat "$work"/shared/*.log)"
diff -r "$work/single" "$work/merged" >/dev/null || fault "the bytes are not those of a build in one piece: $(diff -rq "$work/single" "$work/merged")"

"$source/corpus/cluster/submit" --parts 0 --work x -o y >/dev/null 2>&1
[ $? -eq 2 ] || fault "a wrong number of parts is not refused"
"$source/corpus/cluster/submit" --parts 2 -o y >/dev/null 2>&1
[ $? -eq 2 ] || fault "a missing folder is not refused"
[ "$faults" -eq 0 ]
