// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import org.teavm.extension.spi.substitution.SimpleSubstitutionPolicy;
import org.teavm.extension.spi.substitution.SubstitutionSink;

/**
 * What stands in the browser for the memory that sets of data must fit into: there it is not told,
 * so that the compiler would refuse to ask for it.
 */
public final class BrowserHeap extends SimpleSubstitutionPolicy {

  /** In the place of the class of that name in {@code org.evenkeel.data}. */
  static final class Generated {

    private Generated() {}

    /** In the place of the class of that name, which has this method. */
    static final class Heap {

      private Heap() {}

      static long most() {
        return 1L << 30;
      }
    }
  }

  @Override
  public void contribute(SubstitutionSink sink) {
    sink.selectClasses(named("org.evenkeel.data.Generated$Heap"))
        .replacePackage("org.evenkeel.data", "org.evenkeel.lab.browser")
        .simpleNamePrefix("BrowserHeap$");
  }
}
