// SPDX-License-Identifier: Apache-2.0
/** The lab as one HTML page, which needs no server. */
@NullMarked
package org.evenkeel.lab;

import org.jspecify.annotations.NullMarked;
