// SPDX-License-Identifier: Apache-2.0
/** Pictures of charts as PNG and SVG, drawn without a browser or a screen. */
package org.evenkeel.report.picture;
