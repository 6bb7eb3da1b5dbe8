// SPDX-License-Identifier: Apache-2.0
/**
 * Architectures by name and size, such as {@code gpt2(layers=12,width=768)}, or from the
 * configuration of a model of Hugging Face's transformers.
 *
 * <p>Names, shapes and layouts of parameters are those of the checkpoints of the library that
 * defines an architecture, and stay so across versions.
 */
@NullMarked
package org.evenkeel.architecture;

import org.jspecify.annotations.NullMarked;
