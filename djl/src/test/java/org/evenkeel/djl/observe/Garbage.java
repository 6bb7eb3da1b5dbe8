// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A garbage collection after which freed direct buffers hold other values. */
final class Garbage {

  private static final int PROBES = 16;
  private static final int FILLERS = 64;
  private static final int ALLOCATIONS = 64;

  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  /** The buffers that lie where others did; dropped by the next collection. */
  private static final AtomicReference<List<ByteBuffer>> OVERWRITING = new AtomicReference<>();

  private static final AtomicReference<byte[]> YOUNG = new AtomicReference<>();

  private Garbage() {}

  /** Frees all direct buffers that nothing reaches, and overwrites them. */
  static void collect() {
    OVERWRITING.set(filled(PROBES));
    OVERWRITING.set(null);
    long before = DIRECT.getCount();
    System.gc();
    // Another thread frees them, some time after the collection.
    long count = before;
    for (int i = 0; i < 500 && (count > before - PROBES || count != DIRECT.getCount()); i++) {
      count = DIRECT.getCount();
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    OVERWRITING.set(filled(FILLERS));
  }

  /** Has a young generation of few megabytes collected, which is much faster. */
  static void collectYoung() {
    OVERWRITING.set(null);
    for (int i = 0; i < ALLOCATIONS; i++) {
      YOUNG.set(new byte[1 << 16]);
    }
    OVERWRITING.set(filled(PROBES));
  }

  private static List<ByteBuffer> filled(int count) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int size : new int[] {4, 8, 16, 64}) {
      for (int i = 0; i < count; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        while (buffer.remaining() >= Float.BYTES) {
          buffer.putFloat(1e9f);
        }
        buffers.add(buffer);
      }
    }
    return buffers;
  }
}
