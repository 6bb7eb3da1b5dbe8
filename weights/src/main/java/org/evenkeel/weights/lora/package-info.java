// SPDX-License-Identifier: Apache-2.0
/**
 * Low-rank adapters of a checkpoint's matrices, in the layout of PEFT: {@link
 * org.evenkeel.weights.lora.Lora}.
 */
@NullMarked
package org.evenkeel.weights.lora;

import org.jspecify.annotations.NullMarked;
