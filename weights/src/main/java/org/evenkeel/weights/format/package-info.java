// SPDX-License-Identifier: Apache-2.0
/**
 * Files of named tensors: safetensors files, their shards and indexes, read and written as streams
 * with 64-bit offsets.
 *
 * <p>A reader is strict: a file that contradicts its own header is refused with one line that names
 * the tensor.
 */
@NullMarked
package org.evenkeel.weights.format;

import org.jspecify.annotations.NullMarked;
