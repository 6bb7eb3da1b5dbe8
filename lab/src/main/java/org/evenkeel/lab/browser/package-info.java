// SPDX-License-Identifier: Apache-2.0
/**
 * What runs in the browser, compiled to WebAssembly: settings of the page's controls, and core's
 * forecasts and draws for them as JSON. The page itself computes nothing.
 */
@NullMarked
package org.evenkeel.lab.browser;

import org.jspecify.annotations.NullMarked;
