// SPDX-License-Identifier: Apache-2.0
/**
 * A hyperparameter search for any objective. {@link org.evenkeel.study.Study} is the front door;
 * the packages below are its parts, each usable on its own.
 */
@NullMarked
package org.evenkeel.study;

import org.jspecify.annotations.NullMarked;
