// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.function.Function;

/**
 * One function for each kind of {@link TokenLayer}, as {@link LayerCases}.
 *
 * @param <R> the result of the functions
 */
public record TokenCases<R>(
    Function<TokenLayer.Embedding, R> embedding,
    Function<TokenLayer.Positions, R> positions,
    Function<TokenLayer.ClassToken, R> classToken,
    Function<TokenLayer.Selection, R> selection,
    Function<TokenLayer.Patches, R> patches,
    Function<TokenLayer.LayerScale, R> layerScale,
    Function<TokenLayer.TiedHead, R> tiedHead,
    Function<Recurrent, R> recurrent) {}
