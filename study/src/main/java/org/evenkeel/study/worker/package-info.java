// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluations in processes of their own, kept warm: a crash of native code, a leak or a hang costs
 * one evaluation and nothing else. Both sides speak JSON, one object a line:
 *
 * <pre>
 * → {"open": …}                                     first line: what to work on
 * ← {"ready": true}                                 or {"error": "one line"}
 * → {"run": 17, "params": {…}, "seed": 0}
 * ← {"note": "signal", "value": …}
 * ← {"worked": 150}                                 units of work so far, the sign of life
 * ← {"step": 1, "worked": 150, "value": 0.53}       answered by {"go": true} or {"go": false}
 * ← {"done": 17, "worked": 300, "outcome": "done", "value": 0.45}   or without value, with "message"
 * </pre>
 *
 * <p>Stable across versions: these lines.
 */
package org.evenkeel.study.worker;
