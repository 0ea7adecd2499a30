/** All programs by name. An image's catalogue row and the system it is based on say which are there, and where. */
import type { Program } from '../process/task.ts';
import { shellProgram } from '../shell/shell.ts';
import { agnhost, liveness, testWebserver } from './agnhost/agnhost.ts';
import { nnp } from './agnhost/nnp.ts';
import { awk } from './coreutils/awk.ts';
import { expr } from './coreutils/expr.ts';
import * as files from './coreutils/files.ts';
import { grep } from './coreutils/grep.ts';
import { df, du, find, ls, mount, statCommand } from './coreutils/ls.ts';
import * as runners from './coreutils/runners.ts';
import { sed } from './coreutils/sed.ts';
import * as system from './coreutils/system.ts';
import * as text from './coreutils/text.ts';
import { base64, sums } from './coreutils/sums.ts';
import { entrypoint } from './entrypoint.ts';
import { curl, wget } from './net/fetch.ts';
import { httpd } from './net/httpd.ts';
import { dig, getent, host, ifconfig, ip, nslookup } from './net/lookup.ts';
import { nc, ping } from './net/netcat.ts';
import { netstat } from './net/netstat.ts';
import { apache, nginx } from './nginx.ts';
import { redisCli } from './redis/cli.ts';
import { redisServer } from './redis/server.ts';
import { pause, server } from './server.ts';
import { hello, language, perl, stress } from './stress.ts';
import { fail, fromCommand, type Command } from './command.ts';
import { dd } from './coreutils/dd.ts';
import { tar } from './coreutils/tar.ts';
import { hexdump, od } from './coreutils/dump.ts';
import { sysctl } from './coreutils/sysctl.ts';
import { sleep, usleep } from './time.ts';

const servers: Readonly<Record<string, Program>> = {
  entrypoint,
  nginx,
  apache,
  server,
  pause,
  agnhost,
  liveness,
  'test-webserver': testWebserver,
  httpd,
  stress,
  'vish-stress': stress,
  hello,
  language,
  perl,
  'redis-server': redisServer,
  'redis-cli': redisCli,
};
const shells: Readonly<Record<string, Program>> = { sh: shellProgram, ash: shellProgram, bash: shellProgram };
const network: Readonly<Record<string, Program>> = { wget, curl, nslookup, dig, host, getent, ip, ifconfig, nc, telnet: nc, ping };
const { xargs, timeout, tail, yes, prefixed } = runners;
const { cat, head, wc, sort, uniq, cut, tr, tac, rev, nl } = text;
const machines: Readonly<Record<string, Program>> = {
  xargs,
  timeout,
  tail,
  yes,
  busybox: prefixed,
  nohup: prefixed,
  time: prefixed,
  nice: prefixed,
  cat,
  more: cat,
  less: cat,
  head,
  wc,
  sort,
  uniq,
  cut,
  tr,
  tac,
  rev,
  nl,
  grep,
  egrep: grep,
  fgrep: grep,
  sed,
  awk,
  find,
  tee: system.tee,
  env: system.env,
  sleep,
  usleep,
  base64,
  sha256sum: sums,
  md5sum: sums,
  sha1sum: sums,
  sha512sum: sums,
  hexdump,
  od,
};

const { mkdir, rmdir, rm, cp, mv, ln, touch, chmod, chown, readlink, mktemp, truncate } = files;
const {
  date,
  hostname,
  printenv,
  id,
  whoami,
  groupsCommand,
  ps,
  kill,
  byName,
  uname,
  seq,
  basename,
  dirname,
  pwd,
  echo,
  printf,
  test,
  which,
  nproc,
  free,
  uptime,
} = system;
const commands: Readonly<Record<string, Command>> = {
  mkdir,
  rmdir,
  rm,
  cp,
  mv,
  ln,
  touch,
  chmod,
  chown,
  chgrp: chown,
  readlink,
  realpath: readlink,
  mktemp,
  truncate,
  ls,
  du,
  df,
  mount,
  stat: statCommand,
  date,
  hostname,
  printenv,
  id,
  whoami,
  groups: groupsCommand,
  ps,
  kill,
  killall: byName,
  pkill: byName,
  pgrep: byName,
  pidof: byName,
  uname,
  seq,
  basename,
  dirname,
  pwd,
  echo,
  printf,
  test,
  '[': test,
  '[[': test,
  which,
  nproc,
  free,
  uptime,
  expr,
  true: () => 0,
  false: () => 1,
  sync: () => 0,
  clear: () => 0,
  sysctl,
  netstat,
  nnp,
  /** Stands for the programs that an image has and the model has not: they say so. */
  unmodelled: (task) => fail(task, 'this program is not modelled here'),
};

export const programs: Readonly<Record<string, Program>> = {
  dd,
  tar,
  ...servers,
  ...shells,
  ...network,
  ...machines,
  ...Object.fromEntries(Object.entries(commands).map(([name, run]) => [name, fromCommand(run)])),
};
