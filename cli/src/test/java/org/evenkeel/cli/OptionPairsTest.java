package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.evenkeel.cli.option.OptionTable;
import org.evenkeel.cli.option.Requesting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command, beside every other one: it changes what is asked for, or it is
 * refused in one line. The options come from picocli's model, so a new one has no way around.
 */
class OptionPairsTest {

  /** Values of options: {@code option value | what it needs}. */
  private static final String SAMPLES =
      """
      --layers 64,16,10
      --layers 64,8x2,10
      --width 16
      --depth 3
      --activation tanh
      --shape tat
      --network F/net.yaml
      --block-factory no.such.Model
      --classpath F/x.jar | --block-factory no.such.Model
      --rule orthogonal
      --rule zeros
      --rule normal(0.1)
      --rule djl
      --rule data
      --distribution uniform
      --fan out
      --fan average
      --multiplier 3
      --bias-variance 0.5
      --seed 7
      --rules F/rules.yaml
      --rules F/all.yaml
      --network F/unbiased.yaml
      --data circles
      --data noise
      --data F/table.csv
      --data F/idx
      --label a | --data F/table.csv
      --delimiter ; | --data F/semicolon.csv
      --missing drop | --data F/missing.csv
      --missing mean | --data F/missing.csv
      --categorical b | --data F/words.csv
      --validation 0.4
      --test 0.25
      --raw
      --examples 40
      --noise 0.3
      --pixels 12
      --spectrum
      --time | --network F/net.yaml
      --strict
      --phase
      --plan
      --input-correlation 0.5
      --starts he,he*2
      --starts djl
      --starts zeros,orthogonal
      --seeds 5
      --epochs 2
      --batch 8
      --learning-rate 0.1
      --learning-rate 7
      --optimizer adam
      --target-accuracy 0.5
      --watch 0
      --tensorboard F/events
      --mlflow F/mlruns
      --metric accuracy
      --folds 4
      --pruner hyperband
      --enqueue multiplier=1,learningRate=0.02
      --regression | --data F/numbers.csv
      --loss absolute | --data F/numbers.csv --regression
      --momentum 0.5 | --optimizer momentum
      --weight-decay 0.1
      --schedule cosine
      --warm-up 0.2
      --clip 0.5
      --label-smoothing 0.1
      --dropout 0.3
      --block-factory no.such.Model(a=1,b=x)
      --study F/study.jsonl
      --study-name s | --study F/study.jsonl
      --search multiplier=log:2..4
      --search width=int:8..16,depth=int:2..3
      --search rule=he|lecun,distribution=normal|uniform
      --search fan=in|out,biasVariance=0..1
      --search batch=int:8..16,optimizer=sgd|adam,activation=relu|tanh
      --search layers=64,8,10|64,16,10
      --search optimizer=momentum,momentum=0.5..0.9
      --search dropout=0..0.5,epochs=int:2..4,schedule=constant|cosine,warmUp=0..0.5
      --search weightDecay=log:0.001..0.1,clip=log:0.1..10,labelSmoothing=0..0.2
      --sampler-seed 4
      --confirm 3
      --no-theory
      --trials 5
      --timeout 9m
      --target 0.1
      --workers 3
      --spark local[2]
      --winner F/winner
      --report F/page.html
      --png F/a.png
      --svg F/a.svg
      --chart correlation | --png F/a.png
      -o F/out.html
      --title T | -o F/out.html
      --lora 3 | --like F/like.safetensors
      --lora-targets *.c_attn.* | --lora 2
      --lora-alpha 7 | --lora 2
      --output F/drawn.safetensors
      --like F/like.safetensors | --rules gpt2
      --list F/tensors.tsv | --rules gpt2
      --rules gpt2(std=0.01) | --list F/tensors.tsv
      --dtype BF16
      --max-shard-size 3kB
      --only *.c_attn.* | --base F/base.safetensors | --rules gpt2
      --base F/base.safetensors | --only *.c_attn.* | --rules gpt2
      --slice dense1.weight[0:2]
      --print-rules | --rules gpt2
      --force
      --all
      --format json
      --quiet
      """;

  @TempDir private static Path folder;

  private static final Requests REQUESTS = new Requests();

  @BeforeAll
  static void write() throws IOException {
    file("net.yaml", "input: [64]\nlayers:\n  - dense: 12\n  - activation: tanh\n  - dense: 10\n");
    file("rules.yaml", "rules: [{kind: bias, rule: constant(0.1)}]\n");
    file("all.yaml", "rules: [{name: '*', rule: glorot}]\n");
    file(
        "unbiased.yaml",
        "input: [64]\nlayers:\n  - dense: {units: 12, bias: false}\n  - dense: {units: 10, bias: false}\n");
    file("table.csv", "a,b,c\n1,2,x\n2,4,y\n1,7,x\n2,8,y\n1,3,x\n2,5,y\n1,9,x\n2,1,y\n");
    file(
        "semicolon.csv",
        "1,5;2,x\n2,4;2,y\n1,7;3,x\n2,8;1,y\n1,5;2,x\n2,4;2,y\n1,7;3,x\n2,8;1,y\n");
    file("missing.csv", "a,b,c\n1,2,x\n2,,y\n1,7,x\n2,8,y\n1,3,x\n2,5,y\n1,9,x\n2,1,y\n");
    file(
        "numbers.csv", "a,b,c\n1,2,0.5\n2,4,1.5\n1,7,2.5\n2,8,0.7\n1,3,0.1\n2,5,3\n1,9,2\n2,1,1\n");
    file("words.csv", "a,b,c\n1,u,x\n2,v,y\n1,v,x\n2,u,y\n1,u,x\n2,v,y\n1,u,x\n2,u,y\n");
    file(
        "journal.jsonl",
        """
        {"op_code": 0, "worker_id": "w", "study_name": "old", "directions": [1]}
        """);
    file("result.json", "{}");
    file("tensors.tsv", "h.0.attn.c_attn.weight\t4,12\nh.0.attn.c_proj.weight\t4,4\n");
    for (String name : List.of("like", "base")) {
      Runs.Result drawn =
          Runs.evenkeel(
              words(
                      "draw --list F/tensors.tsv --rules gpt2 -o F/%s.safetensors --quiet"
                          .formatted(name)
                          .replace("F/", folder + "/"))
                  .toArray(String[]::new));
      assertEquals(0, drawn.code(), drawn.err());
    }
    Path idx = Files.createDirectories(folder.resolve("idx"));
    for (String part : List.of("train", "t10k")) {
      Files.write(
          idx.resolve(part + "-images-idx3-ubyte"),
          new byte[] {0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 9});
      Files.write(
          idx.resolve(part + "-labels-idx1-ubyte"),
          new byte[] {0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1});
    }
  }

  private static void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /** The words of one option, with what it needs. */
  private record Sample(String option, List<String> words, Map<String, List<String>> needs) {

    static Sample of(String line) {
      String[] parts = line.strip().replace("F/", folder + "/").split(" \\| ", -1);
      Map<String, List<String>> needs = new LinkedHashMap<>();
      for (String need : Arrays.asList(parts).subList(1, parts.length)) {
        List<String> words = OptionPairsTest.words(need);
        needs.put(words.get(0), words);
      }
      List<String> words = OptionPairsTest.words(parts[0]);
      return new Sample(words.get(0), words, needs);
    }

    @Override
    public String toString() {
      return String.join(" ", words);
    }
  }

  static List<String> words(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.strip().split(" ", -1));
  }

  private static List<Sample> samples() {
    return SAMPLES.lines().map(Sample::of).toList();
  }

  private static Stream<CommandLine> commands() {
    return REQUESTS.line().getSubcommands().values().stream();
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(OptionSpec::longestName)
        .toList();
  }

  /** A new option needs a row of the table, and a sample here. */
  @Test
  void everyOptionHasARowAndASample() {
    Set<String> sampled = new TreeSet<>(samples().stream().map(Sample::option).toList());
    Set<String> used = new TreeSet<>();
    commands()
        .forEach(
            command -> {
              for (String option : options(command)) {
                String name = command.getCommandName() + " " + option;
                assertTrue(OptionTable.knows(command.getCommandName(), option), name);
                if (command.getCommandSpec().userObject() instanceof Requesting) {
                  assertTrue(sampled.contains(option), "a value of " + name);
                  used.add(option);
                }
              }
            });
    assertEquals(used, sampled);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rules                                        | 0
          rules --plan                                 | 100
          rules --plan --block-factory no.such.Model   | 100
          predict                                      | 300
          predict --phase                              | 20
          check                                        | 300
          train                                        | 500
          compare                                      | 500
          tune                                         | 800
          report F/journal.jsonl -o F/out.html         | 10
          report F/result.json --png F/x.png           | 3
          lab                                          | 3
          worker                                       | 0
          worker --study F/study.jsonl                 | 20
          draw --plan                                  | 100
          draw --output F/new.safetensors              | 100
          draw --block-factory no.such.Model --plan    | 60
          draw --list F/tensors.tsv --rules gpt2 --plan  | 10
          draw --like F/like.safetensors --rules gpt2 --output F/new.safetensors | 30
          draw --base F/base.safetensors --only *.c_attn.* --rules gpt2 --plan | 10
          draw --list F/tensors.tsv --rules gpt2 --lora 2 --plan | 5
          draw --rules gpt2 --print-rules              | 0
          audit F/like.safetensors                     | 5
          """)
  void everyPairHasAnEffectOrIsRefused(String base, int accepted) {
    List<String> typed = words(base.replace("F/", folder + "/"));
    CommandLine command = REQUESTS.line().getSubcommands().get(typed.get(0));
    List<Sample> samples =
        samples().stream()
            .filter(one -> options(command).contains(one.option()) && !typed.contains(one.option()))
            .toList();
    List<String> silent = new ArrayList<>();
    int both = 0;
    for (int i = 0; i < samples.size(); i++) {
      for (Sample second : samples.subList(i, samples.size())) {
        Sample first = samples.get(i);
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (Sample one : List.of(first, second)) {
          one.needs().forEach((option, words) -> all.put(option, words));
        }
        all.keySet().removeIf(typed::contains);
        all.put(first.option(), first.words());
        all.put(second.option(), second.words());
        Requests.Asked asked = ask(typed, all, "");
        if (asked.refusal() != null) {
          assertFalse(asked.refusal().contains("\n"), asked.refusal());
          continue;
        }
        both++;
        for (Sample one : List.of(first, second)) {
          Requests.Asked without = ask(typed, all, one.option());
          if (asked.request().equals(without.request())) {
            silent.add("%s in: %s %s %s".formatted(one, base, first, second));
          }
        }
      }
    }
    assertEquals(List.of(), silent.stream().limit(40).toList(), silent.size() + " are ignored");
    assertTrue(both >= accepted, both + " pairs are accepted");
  }

  private static Requests.Asked ask(
      List<String> base, Map<String, List<String>> options, String without) {
    List<String> words = new ArrayList<>(base);
    options.forEach((option, some) -> words.addAll(option.equals(without) ? List.of() : some));
    return REQUESTS.of(words);
  }

  /** The help of an option tells when it applies, in the words of the table. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          check   | --label       | For tables.
          train   | --classpath   | Needs --block-factory.
          predict | --input-correlation | Not beside --data
          tune    | --multiplier  | Not where --search has it.
          report  | --title       | Needs -o or --watch.
          draw    | --only        | Needs --base.
          audit   | --all         | For tables.
          """)
  void helpSaysWhenAnOptionApplies(String command, String option, String when) {
    String help = String.join(" ", Runs.evenkeel(command, "--help").out().split("\\s+"));
    int from = Math.max(help.indexOf(" " + option + "="), help.indexOf(" " + option + " "));
    assertTrue(from >= 0, help);
    int to = help.indexOf(" --", from + 3);
    while (to >= 0 && help.indexOf(when, from) >= to) {
      to = help.indexOf(" --", to + 3);
    }
    assertTrue(help.indexOf(when, from) >= 0, help.substring(from));
  }

  /** An option that rules out many others says so once. */
  @ParameterizedTest
  @CsvSource({"draw, --print-rules", "predict, --phase"})
  void helpSaysOnceWhatHasNoEffect(String command, String option) {
    String help = String.join(" ", Runs.evenkeel(command, "--help").out().split("\\s+"));
    assertTrue(help.contains("have no effect") || help.contains("has an effect"), help);
    assertFalse(help.contains("Not beside " + option), help);
  }

  /** The test can fail: an option that is ignored is found. */
  @Test
  void anIgnoredOptionIsFound() {
    assertEquals(
        REQUESTS.of(List.of("check", "--layers", "64,16,10")).request(),
        REQUESTS.of(List.of("check", "--layers", "64,16x1,10")).request());
    assertFalse(
        REQUESTS
            .of(List.of("check", "--layers", "64,16,10"))
            .request()
            .equals(REQUESTS.of(List.of("check", "--layers", "64,16x2,10")).request()));
  }
}
