// SPDX-License-Identifier: Apache-2.0
/** Benchmarks, run with JMH, each beside what one would use instead. */
package org.evenkeel.bench;
