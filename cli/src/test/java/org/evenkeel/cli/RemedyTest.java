package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.cli.terminal.ExitCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What `check` measures is not healthy; what it advises makes it so, on the same data. */
class RemedyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vanishing | gain too small | --layers 64,64x30,10 --rule 1/n",
        "exploding | gain too large | --layers 64,64x30,10 --rule he*2",
        "vanishing | gain too small | --layers 64,256x100,10 --activation gelu --rule he",
        "exploding | unstable fixed point | --layers 64,256x64,10 --activation gelu --rule activation",
        "correlated | bias dominates | --layers 64,256x31,10 --rule 1/n*0.3333 --bias-variance 0.0013",
        "correlated | slope of sigmoid | --layers 64,256x31,10 --activation sigmoid --rule activation",
        "chaotic | slope of tanh | --layers 64,256x70,10 --activation tanh --rule activation",
        "chaotic | slope of tanh | --layers 64,256x100,10 --activation tanh --rule lecun*2.7778",
        "saturated | saturation | --layers 64,256x20,10 --activation tanh --rule lecun*100",
        "symmetric | same output | --layers 64,64x3,10 --rule zeros",
      })
  void remediesHeal(String state, String cause, String options) {
    List<String> args = new ArrayList<>(List.of("check", "--format", "json"));
    args.addAll(Arrays.asList(options.split(" ", -1)));
    JsonObject sick = verdict(args, ExitCode.NOT_HEALTHY);
    assertEquals(state, sick.get("state").getAsString(), sick.toString());
    assertTrue(sick.get("cause").getAsString().contains(cause), sick.toString());
    JsonObject healed = verdict(with(args, sick.get("remedy").getAsString()), 0);
    assertEquals("healthy", healed.get("state").getAsString(), healed.toString());
  }

  private static JsonObject verdict(List<String> args, int code) {
    Runs.Result result = Runs.evenkeel(args.toArray(String[]::new));
    assertEquals(code, result.code(), args + ": " + result.err() + result.out());
    return JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonObject("verdict");
  }

  /** The options with those of the remedy in place of their own. */
  private static List<String> with(List<String> args, String remedy) {
    List<String> changed = new ArrayList<>(args);
    String[] words = remedy.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      int at = changed.indexOf(words[i]);
      if (at >= 0) {
        changed.set(at + 1, words[i + 1]);
      } else {
        changed.addAll(List.of(words[i], words[i + 1]));
      }
    }
    return changed;
  }
}
