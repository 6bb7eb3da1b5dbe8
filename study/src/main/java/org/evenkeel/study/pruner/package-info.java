// SPDX-License-Identifier: Apache-2.0
/** Which trials are given up. */
package org.evenkeel.study.pruner;
