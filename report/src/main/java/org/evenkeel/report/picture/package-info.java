// SPDX-License-Identifier: Apache-2.0
/** Pictures of charts as PNG and SVG, drawn without a browser or a screen. */
@NullMarked
package org.evenkeel.report.picture;

import org.jspecify.annotations.NullMarked;
