// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Advice to Linux to back an array by pages of 2 MB.
 *
 * <p>The first touch of every 4 KB of fresh memory makes the system find and zero a page, which
 * takes half as long as drawing normal numbers for it. A large page costs a fraction of 512 small
 * ones. Nothing but time depends on this advice.
 */
final class HugePages {

  /** The smallest array for which it pays: smaller ones are often in memory used before. */
  private static final long MIN_BYTES = 8L << 20;

  private static final long PAGE = 4096;

  /** MADV_HUGEPAGE of {@code <sys/mman.h>} on Linux. */
  private static final int MADV_HUGEPAGE = 14;

  /** The system call, found with DJL's JNA when the first large array is drawn. */
  private static final class Linux {
    static final Optional<Function> MADVISE = madvise();
  }

  private HugePages() {}

  /** Advises large pages for memory that has not been touched. */
  static void advise(ByteBuffer memory) {
    if (memory.capacity() < MIN_BYTES || Linux.MADVISE.isEmpty()) {
      return;
    }
    long from = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    long first = (from + PAGE - 1) / PAGE * PAGE;
    long end = (from + memory.capacity()) / PAGE * PAGE;
    // The result does not matter: a system without large pages refuses.
    Linux.MADVISE
        .get()
        .invokeInt(new Object[] {new Pointer(first), new NativeLong(end - first), MADV_HUGEPAGE});
  }

  private static Optional<Function> madvise() {
    if (!Platform.isLinux()) {
      return Optional.empty();
    }
    try {
      return Optional.of(NativeLibrary.getProcess().getFunction("madvise"));
    } catch (LinkageError e) {
      return Optional.empty(); // JNA's library cannot be loaded here
    }
  }
}
