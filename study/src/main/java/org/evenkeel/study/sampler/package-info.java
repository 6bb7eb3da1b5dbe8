// SPDX-License-Identifier: Apache-2.0
/** Which setting is tried next. */
package org.evenkeel.study.sampler;
