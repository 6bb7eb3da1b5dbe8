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
 * Memory in pages of 2 MB, where Linux has them for those who ask.
 *
 * <p>The engine's fresh memory has no pages yet: the first touch of every 4 KB makes the system
 * find and zero one, which takes half as long as drawing normal numbers for them. A large page
 * costs a fraction of the 512 small ones. That is advice only: nothing but time depends on it.
 */
final class HugePages {

  /** Smaller arrays may lie in memory that was in use before, and gain little. */
  private static final long WORTH_ASKING = 8L << 20;

  private static final long PAGE = 4096;

  /** MADV_HUGEPAGE of {@code <sys/mman.h>} on Linux. */
  private static final int MADV_HUGEPAGE = 14;

  /** Loads JNA, which DJL brings, when the first large array is drawn. */
  private static final class Linux {
    static final Optional<Function> MADVISE = madvise();
  }

  private HugePages() {}

  /** Asks for large pages under memory that has not been touched. */
  static void advise(ByteBuffer memory) {
    if (memory.capacity() < WORTH_ASKING || Linux.MADVISE.isEmpty()) {
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
