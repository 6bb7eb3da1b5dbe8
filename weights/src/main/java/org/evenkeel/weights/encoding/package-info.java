// SPDX-License-Identifier: Apache-2.0
/**
 * Encodings in which other tools store arrays: zip archives, pickles, protocol buffers, NumPy
 * headers, HDF5. Nothing that a file contains is executed, no length in it is believed before the
 * file is known to be that long, and nothing nests without bound.
 */
@NullMarked
package org.evenkeel.weights.encoding;

import org.jspecify.annotations.NullMarked;
