// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

  @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void machine() throws IOException {
    file("proc/meminfo", "MemTotal:       8000 kB\nMemFree: 1 kB\nMemAvailable:    4000 kB\n");
  }

  @Test
  void aSystemThatDoesNotTell() {
    assertEquals(OptionalLong.empty(), Memory.available(root));
    assertTrue(Memory.available() > 0);
  }

  @Test
  void aMachineWithoutLimits() throws IOException {
    machine();
    assertEquals(4_096_000, Memory.available(root).getAsLong());
    file("proc/self/cgroup", "0::/user/one\n");
    file("sys/fs/cgroup/user/one/memory.max", "max\n");
    file("sys/fs/cgroup/user/one/memory.current", "1000\n");
    assertEquals(4_096_000, Memory.available(root).getAsLong());
  }

  /** The smallest rest counts, also that of a group above; files in memory are given up. */
  @Test
  void groupsOfTheSecondVersion() throws IOException {
    machine();
    file("proc/self/cgroup", "0::/user/one\n");
    file("sys/fs/cgroup/user/one/memory.max", "3000000\n");
    file("sys/fs/cgroup/user/one/memory.current", "1000000\n");
    file("sys/fs/cgroup/user/one/memory.stat", "anon 5\ninactive_file 400000\n");
    assertEquals(2_400_000, Memory.available(root).getAsLong());
    file("sys/fs/cgroup/user/memory.max", "2000000\n");
    file("sys/fs/cgroup/user/memory.current", "1500000\n");
    assertEquals(500_000, Memory.available(root).getAsLong());
  }

  /** The path of a container's group is that of the machine, and the container sees the base. */
  @Test
  void groupsOfTheFirstVersionInAContainer() throws IOException {
    machine();
    file("proc/self/cgroup", "7:cpu:/docker/a\n4:pids,memory:/docker/a\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000000\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "900000\n");
    file("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 50000\n");
    assertEquals(150_000, Memory.available(root).getAsLong());
  }
}
