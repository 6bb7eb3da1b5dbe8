// SPDX-License-Identifier: Apache-2.0
/**
 * Random numbers as pure functions: the value at an index of the sequence that a key names, in any
 * slice, in any order, on any number of threads.
 *
 * <p>From a seed and a name follow the 128 bits of a {@link org.evenkeel.random.Key}; the
 * Threefry4x32-20 block cipher (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3")
 * turns key and counter into four words of 32 bits; fixed polynomials turn words into floats.
 *
 * <p>Values are laid out in tiles of 2048, drawn from 512 counters of four words: value {@code r}
 * of tile {@code t} comes from word {@code r / 512} of counter {@code 512 t + r % 512}. A loop over
 * counters thus writes contiguous runs. The counter's 64 bits are the first two input words of the
 * cipher, low word first; the other two are 0.
 *
 * <p>Stable across versions, bit for bit: every value that {@link org.evenkeel.random.RandomFill}
 * writes and every key of {@link org.evenkeel.random.Key#of}. On the way from bits to a value there
 * are only integer operations and {@code + - * /} and square roots of floats, each of which rounds
 * the same way on every platform; nothing is fused.
 */
@NullMarked
package org.evenkeel.random;

import org.jspecify.annotations.NullMarked;
