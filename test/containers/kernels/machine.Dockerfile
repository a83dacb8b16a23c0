# A virtual machine with a kernel of choice: `machine` is its root file system, with Docker's daemon and the modules of
# the kernels, and `emulator` is what makes its disks and runs it. Emulated, so that it needs no virtualization.
ARG DEBIAN=debian:forky

FROM ${DEBIAN} AS base
# Release files of Debian's moving suites can be past their date.
RUN echo 'Acquire::Check-Valid-Until "false";' > /etc/apt/apt.conf.d/90dates

FROM base AS machine
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
       busybox-static docker-cli docker.io initramfs-tools iproute2 iptables kmod zstd \
    && rm -rf /var/lib/apt/lists/*
ARG KERNELS
COPY modules /etc/initramfs-tools/modules
# Unpacked, not installed: a kernel's package asks for others that its suite may no longer have.
RUN for suite in bookworm trixie trixie-backports; do \
      echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main"; \
    done > /etc/apt/sources.list.d/kernels.list \
    && apt-get update && cd /var/tmp \
    && for kernel in ${KERNELS}; do \
         apt-get download "linux-image-$kernel" && dpkg-deb --extract linux-image-*.deb unpacked && rm linux-image-*.deb \
         && cp --archive unpacked/boot/. /boot/ \
         && { cp --archive unpacked/lib/modules/. /usr/lib/modules/ || cp --archive unpacked/usr/lib/modules/. /usr/lib/modules/; } \
         && rm -r unpacked \
         && (cd "/usr/lib/modules/$kernel/kernel" && rm -rf sound drivers/gpu drivers/media drivers/net/wireless) \
         && depmod "$kernel" && mkinitramfs -d /etc/initramfs-tools -o "/boot/initrd.img-$kernel" "$kernel" || exit 1; \
       done \
    && rm -rf /var/lib/apt/lists/*

FROM base AS emulator
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends e2fsprogs qemu-system-x86 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=machine / /machine
