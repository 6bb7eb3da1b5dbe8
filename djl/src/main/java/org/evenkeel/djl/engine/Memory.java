// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The memory that this process can still get: of the machine and of its control groups. */
public final class Memory {

  private Memory() {}

  /**
   * The bytes that are available without swapping; where the system does not tell, all memory of
   * the machine or container.
   */
  public static long available() {
    return available(Path.of("/"))
        .orElseGet(
            () ->
                ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
                    ? bean.getTotalMemorySize()
                    : Long.MAX_VALUE);
  }

  /** The available bytes by the files of Linux below a folder; empty without them. */
  static OptionalLong available(Path root) {
    OptionalLong machine = number(root.resolve("proc/meminfo"), "MemAvailable:");
    if (machine.isEmpty()) {
      return machine;
    }
    return LongStream.concat(
            LongStream.of(1024 * machine.getAsLong()),
            groups(root).stream().flatMapToLong(group -> left(group).stream()))
        .min();
  }

  /** The control groups of this process, each with those that contain it. */
  private static List<Path> groups(Path root) {
    List<Path> groups = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] fields = line.split(":", 3);
      boolean unified = fields.length == 3 && fields[1].isEmpty();
      if (!unified
          && (fields.length < 3 || !List.of(fields[1].split(",", -1)).contains("memory"))) {
        continue;
      }
      Path base = root.resolve(unified ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
      Path group = base.resolve(fields[2].replaceFirst("^/+", "")).normalize();
      // In a container the path may be that of the machine, of which only the base is seen.
      for (; group.startsWith(base); group = group.getParent()) {
        groups.add(group);
      }
    }
    return groups;
  }

  /** The bytes below the limit of a group; its files in memory are given up when it needs more. */
  private static OptionalLong left(Path group) {
    OptionalLong limit = either(group, "memory.max", "memory.limit_in_bytes");
    OptionalLong used = either(group, "memory.current", "memory.usage_in_bytes");
    if (limit.isEmpty() || used.isEmpty()) {
      return OptionalLong.empty();
    }
    Path statistics = group.resolve("memory.stat");
    long files =
        LongStream.of(
                number(statistics, "total_inactive_file").orElse(0),
                number(statistics, "inactive_file").orElse(0))
            .max()
            .orElse(0);
    return OptionalLong.of(Math.max(0, limit.getAsLong() - used.getAsLong() + files));
  }

  private static OptionalLong either(Path group, String name, String older) {
    OptionalLong value = number(group.resolve(name), "");
    return value.isPresent() ? value : number(group.resolve(older), "");
  }

  /** The number behind a word at the beginning of a line. */
  private static OptionalLong number(Path file, String word) {
    return lines(file).stream()
        .filter(line -> line.startsWith(word))
        .flatMap(line -> Stream.of(line.substring(word.length()).strip().split("\\s+", 2)).limit(1))
        .filter(digits -> digits.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
