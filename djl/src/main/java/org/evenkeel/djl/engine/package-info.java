// SPDX-License-Identifier: Apache-2.0
/**
 * The process of the engine: the folder of its native libraries, the memory that it may use, and
 * that of its arrays.
 */
@NullMarked
package org.evenkeel.djl.engine;

import org.jspecify.annotations.NullMarked;
