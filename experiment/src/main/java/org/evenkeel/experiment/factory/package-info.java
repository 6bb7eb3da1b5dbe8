// SPDX-License-Identifier: Apache-2.0
/** The user's own models: what a block factory is given. */
@NullMarked
package org.evenkeel.experiment.factory;

import org.jspecify.annotations.NullMarked;
