// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** Rules for the code of this module. */
@AnalyzeClasses(packages = "org.evenkeel.djl", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

  /** Calls with a number that no graph of gradients keeps, each with the reason. */
  private static final Map<String, String> OUTSIDE_OF_GRAPHS =
      Map.of(
          "WatchedPass.dropped calls gt", "a comparison has no derivative",
          "ParameterGradients.cleared calls set",
              "gradients are on no graph, and no pass has begun",
          "ActivationBlocks.<clinit> calls clip", "the engine copies both limits into its graph");

  /** DJL's activations that multiply by a number themselves, or add one. */
  private static final Set<String> WITH_NUMBERS =
      Set.of("swish", "mish", "swishBlock", "mishBlock");

  @ArchTest
  static final ArchRule NUMBERS_OF_DJL_STAY_OUT_OF_GRAPHS =
      noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "DJL computes with a number of Java",
                  access ->
                      lendsANumber(access) && !OUTSIDE_OF_GRAPHS.containsKey(description(access))))
          .because("DJL frees the number before the backward pass reads it; take Scalars");

  private static boolean lendsANumber(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    if (owner.startsWith("ai.djl.nn")) {
      return WITH_NUMBERS.contains(access.getTarget().getName());
    }
    boolean arithmetic =
        owner.equals(NDArrays.class.getName())
            || access.getTargetOwner().isAssignableTo(NDArray.class);
    return arithmetic
        && access.getTarget() instanceof CodeUnitAccessTarget method
        && method.getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(Number.class));
  }

  private static String description(JavaAccess<?> access) {
    return "%s.%s calls %s"
        .formatted(
            access.getOriginOwner().getSimpleName(),
            access.getOrigin().getName(),
            access.getTarget().getName());
  }
}
