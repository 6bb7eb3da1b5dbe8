// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The identifier of a machine, or of a container, whose process numbers are its own. It needs no
 * look-up of names.
 */
final class Machine {

  /** The name of the process numbers that all processes outside of containers share. */
  private static final String INITIAL = "pid:[4026531836]";

  private Machine() {}

  /**
   * The identifier: the same for all processes of a machine, also after a restart. Where the system
   * has none, each process gets its own, and then none takes over the trials of another.
   */
  static String id() {
    String machine = line(Path.of("/etc/machine-id"));
    return id(
        machine.isEmpty() ? hardwareAddress() : machine,
        line(Path.of("/proc/sys/kernel/hostname")),
        processNumbers());
  }

  /** The identifier by what the system says; empty where it does not. */
  static String id(String machine, String host, String numbers) {
    if (machine.isEmpty()) {
      return UUID.randomUUID().toString();
    }
    // A container may have the machine's identifier of its image, but not its name.
    String all = machine + (numbers.equals(INITIAL) ? "" : "/" + host);
    return UUID.nameUUIDFromBytes(("evenkeel/" + all).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String hardwareAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(one -> !one.isVirtual())
          .sorted(Comparator.comparing(NetworkInterface::getIndex))
          .map(Machine::hardwareAddress)
          .filter(address -> !address.isEmpty())
          .findFirst()
          .orElse("");
    } catch (SocketException e) {
      return "";
    }
  }

  private static String hardwareAddress(NetworkInterface one) {
    try {
      byte[] address = one.getHardwareAddress();
      return address == null ? "" : HexFormat.of().formatHex(address);
    } catch (SocketException e) {
      return "";
    }
  }

  private static String line(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String processNumbers() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
