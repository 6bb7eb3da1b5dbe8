package org.evenkeel.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.meanfield.PhaseDiagram.Axis;
import org.evenkeel.meanfield.PhaseDiagram.Phase;
import org.evenkeel.meanfield.PhaseDiagram.Point;
import org.junit.jupiter.api.Test;

class PhaseDiagramTest {

  /** tanh is ordered left of its critical line and chaotic right of it. */
  @Test
  void theCriticalLineParts() {
    PhaseDiagram diagram =
        PhaseDiagram.of(Activations.TANH, new Axis(0, 4, 9), new Axis(0, 0.2, 5));
    assertEquals(5, diagram.rows().size());
    for (int i = 0; i < 5; i++) {
      double bias = diagram.biasVariances().get(i);
      double critical = MeanField.criticalAt(Activations.TANH, bias).weightVariance();
      for (int j = 0; j < 9; j++) {
        Point point = diagram.rows().get(i).get(j);
        double weight = diagram.weightVariances().get(j);
        assertEquals(bias, point.biasVariance());
        assertEquals(weight, point.weightVariance());
        Phase expected =
            Math.abs(weight - critical) < 1e-9
                ? Phase.CRITICAL
                : weight < critical ? Phase.ORDERED : Phase.CHAOTIC;
        assertEquals(expected, point.phase(), point.toString());
        if (weight > 0 && expected != Phase.CRITICAL) {
          MeanField field = new MeanField(Activations.TANH, weight, bias);
          assertEquals(field.outlook(1).fixedPoint(), point.q());
          assertEquals(field.outlook(1).correlationDepth(), point.correlationDepth());
        }
      }
    }
    List<Point> line = diagram.criticalLine();
    assertTrue(line.size() > 50, line.size() + " points");
    for (int i = 0; i < line.size(); i++) {
      Point point = line.get(i);
      MeanField field =
          new MeanField(Activations.TANH, point.weightVariance(), point.biasVariance());
      assertEquals(1, field.chi(point.q()), 1e-9);
      assertTrue(point.weightVariance() <= 4 && point.biasVariance() <= 0.2);
      assertTrue(i == 0 || point.weightVariance() >= line.get(i - 1).weightVariance());
    }
  }

  @Test
  void reluIsCriticalAtOnePoint() {
    PhaseDiagram diagram = PhaseDiagram.of(Activations.RELU, new Axis(1, 3, 3), new Axis(0, 1, 2));
    assertEquals(
        List.of(Phase.ORDERED, Phase.CRITICAL, Phase.UNBOUNDED), phases(diagram.rows().get(0)));
    assertEquals(
        List.of(Phase.ORDERED, Phase.UNBOUNDED, Phase.UNBOUNDED), phases(diagram.rows().get(1)));
    assertEquals(1, diagram.criticalLine().size());
    assertEquals(2, diagram.criticalLine().get(0).weightVariance());
    assertEquals(0, diagram.criticalLine().get(0).biasVariance());
    assertEquals(null, diagram.rows().get(0).get(2).q());
    assertEquals(1.5, diagram.rows().get(0).get(2).chi());
  }

  private static List<Phase> phases(List<Point> row) {
    return row.stream().map(Point::phase).toList();
  }

  @Test
  void axesThatDoNotRiseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Axis(1, 1, 5));
    assertThrows(IllegalArgumentException.class, () -> new Axis(-1, 1, 5));
    assertThrows(IllegalArgumentException.class, () -> new Axis(0, Double.NaN, 5));
    assertThrows(IllegalArgumentException.class, () -> new Axis(0, 1, 1));
  }
}
