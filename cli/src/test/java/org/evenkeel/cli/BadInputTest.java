// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with what a user gives: one line that names it, exit code 2, nothing else. */
class BadInputTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    file("text.csv", "a,b,c\n1,2,x\n1,two,y\n");
    file("missing.csv", "1,2,0\n1,,1\n");
    file("infinite.csv", "1,2,0\n1e999,3,1\n");
    file("nan.csv", "1,2,0\nNaN,3,1\n");
    file("one-class.csv", "1,2,0\n2,3,0\n");
    file("empty.csv", "");
    file("header.csv", "a,b,c\n");
    file("ragged.csv", "1,2,0\n1,2,3,1\n");
    file("good.csv", "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n");
    file("unknown.yaml", "input: [64]\nlayers:\n  - dense: {units: 10, width: 3}\n");
    file("kind.yaml", "input: [64]\nlayers:\n  - dens: 10\n");
    file("broken.yaml", "input: [64\nlayers: - dense: 10\n");
    file(
        "bomb.yaml",
        "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ninput: *d\nlayers: *d\n");
    file("object.yaml", "!!javax.script.ScriptEngineManager [1]\n");
    file("other.yaml", "input: [10]\nlayers:\n  - dense: 10\n");
    file("narrow.yaml", "input: [64]\nlayers:\n  - dense: 9\n");
    file("never.yaml", "rules: [{name: dense1.wieght, rule: he}]\n");
    file("twice.yaml", "rules: [{kind: dense, rule: he}, {kind: dense, rule: lecun}]\n");
    file("key.yaml", "rules: [{name: '*', rule: he, fans: in}]\n");
    file("rule.yaml", "rules: [{name: '*'}]\n");
    file("no-rules.yaml", "rules: []\n");
    file("all.yaml", "rules: [{rule: he}]\n");
    file("kinds.yaml", "rules: [{kind: desne, rule: he}]\n");
    file("forget.yaml", "rules: [{kind: bias, rule: forget-bias}]\n");
    file("delta.yaml", "rules: [{name: dense4.weight, rule: delta-orthogonal}]\n");
    Files.write(
        folder.resolve("binary.csv"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, (byte) 0xff});
    Files.write(folder.resolve("model.onnx"), new byte[] {8, 8, 18, 7, 'p', 'y', 't', 'o', 'r'});
    Files.write(folder.resolve("model.tflite"), new byte[] {28, 0, 0, 0, 'T', 'F', 'L', '3', 0});
    file(
        "wide.yaml",
        "input: [64]\nlayers: [{dense: 1000000}, {activation: relu}, {dense: 1000000}, {dense: 10}]\n");
    file("mamba.json", "{\"model_type\": \"mamba\", \"n_layer\": 2}");
    file(
        "heads.json",
        "{\"model_type\": \"gpt2\", \"n_head\": 5, \"n_embd\": 16, \"n_layer\": 1, \"vocab_size\": 9}");
    file("sizes.json", "{\"model_type\": \"llama\", \"hidden_size\": 64}");
    file("type.json", "{\"hidden_size\": 64, \"num_hidden_layers\": 2}");
    file(
        "forever.yaml", "{input: 4, layers: [{repeat: {times: 100000000, layers: [{dense: 4}]}}]}");
    file("recursive.yaml", "input: [64]\nlayers: &a [*a, dense: 10]\n");
    Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("good.csv"));
    idx("idx-short", new byte[] {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3});
    idx("idx-lying", new byte[] {0, 0, 8, 3, 127, -1, -1, -1, 127, -1, -1, -1, 0, 0, 0, 2, 1});
    idx("idx-type", new byte[] {0, 0, 13, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0});
    idx("idx-cut", new byte[] {0, 0, 8});
    Files.createDirectories(folder.resolve("nothing-there"));
  }

  private static void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static void idx(String name, byte[] images) throws IOException {
    Path idx = Files.createDirectories(folder.resolve(name));
    Files.write(idx.resolve("train-images-idx3-ubyte"), images);
    Files.write(idx.resolve("train-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 0, 1});
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chek                                     | did you mean check?
          tuen                                     | did you mean tune?
          check --ruel he                          | did you mean --rule or --rules?
          train --lerning-rate 0.1                 | did you mean --learning-rate?
          compare --start he                       | did you mean --starts?
          check --depht=3                          | did you mean --depth
          rules --layers 8,4                       | add --plan
          rules --plan --layers 8,0                | '0' in '8,0'
          rules --plan --rule djl                  | djl
          rules --plan --rule he(1,2)              | at most 1
          rules --plan --rule normal               | write normal(std)
          rules --plan --rule truncated-normal(1,25,30) | 20 standard deviations
          rules --plan --rule normal(0)            | standard deviation
          rules --plan --rule uniform(1,-1)        | lower end first
          rules --plan --rule fixup(3,1)           | at least 2 layers
          predict --rules gpt2                     | gpt2 has no rule for dense1.weight
          predict --network vgg16 --rules gpt2     | gpt2 has no rule for features.0.weight
          predict --network vgg16 --rules vgg-torchvision(mean=1) | has no parameter 'mean'
          rules --plan --rules F/absent.yaml       | --rules must name a YAML file
          rules --plan --rules F/broken.yaml       | not YAML
          rules --plan --rules F/binary.csv        | no text in UTF-8
          rules --plan --rules F/model.onnx        | it is an ONNX model, of which weights are read, not layers; evenkeel audit takes it
          check --network F/model.onnx             | --network must name a YAML file, not
          predict --network F/model.tflite         | it is a model of TensorFlow Lite, which is not read
          rules --plan --rules F/twice.yaml        | entry 2 has that of entry 1
          rules --plan --rules F/never.yaml        | dense1.wieght
          rules --plan --rules F/key.yaml          | unknown key 'fans'
          rules --plan --rules F/rule.yaml         | 'rule'
          rules --plan --rules F/no-rules.yaml     | a list of rules
          rules --plan --rules F/all.yaml          | a name or a kind
          rules --plan --rules F/kinds.yaml        | did you mean dense?
          rules --plan --rules F/forget.yaml       | the biases of an LSTM
          rules --plan --rules F/delta.yaml --layers 64,64x3,10 | dense4.weight
          check --spectrum --layers 64,1025,1025   | at most 1,024 inputs and outputs
          predict --rule data                      | needs the data
          rules --plan --rule data                 | needs the data
          check --rule data*x                      | write data*2
          check --rule data*-1                     | -1
          check --rule data(balance)               | data
          predict --rule djl                       | djl
          predict --rule hee                       | did you mean he?
          predict --layers 64,0,10                 | '0' in '64,0,10'
          predict --network F/kind.yaml            | unknown kind of layer 'dens'
          predict --rules F/never.yaml             | dense1.wieght
          predict --input-correlation 1.5          | 1.5
          predict --input-correlation NaN          | NaN
          predict --phase --png F/phases.jpg       | .png
          predict --svg F/depth.png                | .svg
          predict --png F/no/phases.png            | create it first
          predict --report F/no/page.html          | create it first
          predict --report F/.                     | is a folder
          predict --chart depth                    | add --png
          predict --png F/x.png --chart trainng    | choose among depth
          compare --seeds 0                        | number of seeds must be at least 1: 0
          report F/never.yaml                      | -o report.html
          report F/no.json -o F/page.html          | no.json
          report F/never.yaml -o F/page.html       | neither
          predict --phase --layers 64,10           | --layers
          predict --phase --activation rulu        | rulu
          check --rules F/never.yaml               | dense1.wieght
          check --rules F/delta.yaml --layers 64,64x3,10 | dense4.weight
          check --rule hee                         | did you mean he?
          check --rule he*-1                       | -1
          check --rule he*nan                      | multiplier
          check --multiplier -1                    | -1
          check --multiplier 0                     | 0
          check --multiplier nan                   | 'nan'
          check --multiplier infinity              | multiplier
          check --multiplier x                     | 'x'
          check --bias-variance -1                 | -1
          check --distribution gausss              | gausss
          check --fan inn                          | inn
          check --activation rulu                  | rulu
          check --layers 64,0,10                   | '0' in '64,0,10'
          check --layers 64                        | at least inputs and outputs
          check --layers 65,10                     | 65
          check --layers 64,9                      | 9
          check --layers 64,10 --network F/other.yaml | not from two of them
          check --block-factory no.such.Model      | no such class
          check --classpath F/no.jar               | name it with --block-factory
          check --block-factory A --activation relu | --activation has no effect on a block factory
          check --network F/net.yaml --activation relu | --activation has no effect on a network
          check --block-factory java.lang.String   | implements ai.djl.nn.BlockFactory
          check --block-factory A --classpath F/no.jar | no.jar
          check --network F/unknown.yaml           | unknown key 'width'
          check --network F/kind.yaml              | unknown kind of layer 'dens'
          check --network F/broken.yaml            | not YAML
          check --network F/bomb.yaml              | YAML
          check --network F/object.yaml            | YAML
          check --network F/other.yaml             | 10
          check --network F/narrow.yaml            | an output for each class
          check --network F/absent.yaml            | absent.yaml
          check --network F/nothing-there          | nothing-there
          check --network gpt2                     | has 64 features
          check --network gpt2(tokens=64,layers=1) | an embedding takes token numbers from 0 to 50256
          train --network vit(image=8,channels=1,patch=4,classes=9) | an output for each class
          predict --network gtp2                   | 'gtp2' is neither; known are gpt2, llama, mixtral, bert, vit
          predict --network gpt2(heads=7)          | heads must divide the width: 7 for 768
          predict --network gpt2(vocabulary=0)     | vocabulary of gpt2 must be from 1
          draw --plan --network gpt2(depth=1)      | unknown key 'depth'
          predict --network F/mamba.json           | model_type 'mamba' is not known
          predict --network F/sizes.json           | a configuration of llama needs 'num_hidden_layers', a whole number
          draw --network F/type.json -o F/x        | a model's configuration needs a model_type, one of gpt2, llama, mixtral, bert, vit: it has hidden_size, num_hidden_layers
          check --network F/forever.yaml           | a repetition must have at most 100,000 layers: repeat1 has 100,000,000 times 1
          predict --network F/heads.json           | heads must divide the width: 5 for 16
          check --data nodata                      | 'nodata'
          check --data F/text.csv                  | line 3, column 'b'
          check --data F/missing.csv               | line 2, column '2'
          check --data F/infinite.csv              | 1e999
          check --data F/nan.csv                   | NaN
          check --data F/one-class.csv             | two classes
          check --data F/empty.csv                 | no rows
          check --data F/header.csv                | no rows
          check --data F/ragged.csv                | line 2
          check --data F/binary.csv                | binary.csv
          check --data F/good.csv --label d        | a, b, c
          check --data F/good.csv --label 4        | a, b, c
          check --data F/nothing-there             | IDX
          check --data F/idx-short                 | 36 bytes
          check --data F/idx-lying                 | impossible header
          check --data F/idx-type                  | type 13
          check --data F/idx-cut                   | cut short
          check --data F/good.csv --delimiter 1    | the delimiter must be one character between cells
          check --data F/good.csv --delimiter ;    | a row must have a feature and a label
          check --data F/good.csv --missing keep   | keep
          check --data F/good.csv --categorical d  | 'd' is no column
          check --data F/good.csv --categorical c  | 'c' is the label
          check --data F/good.csv --categorical a,, | '' is no column
          check --delimiter ;                      | --delimiter has no effect on data that are not a table
          check --missing drop                     | --missing has no effect on data that are not a table
          check --data F/idx-cut --categorical 1   | --categorical has no effect on data that are not a table
          check --data circles --examples 3        | at least 4
          check --data circles --noise -1          | -1.0
          check --pixels 3                         | 3
          check --validation 1                     | 1.0
          check --validation nan                   | 'nan'
          check --validation NaN                   | NaN
          check --multiplier NaN                   | NaN
          check --format xml                       | xml
          check --seed 1.5                         | 1.5
          train --epochs 0                         | epochs
          train --batch 0                          | batch
          train --learning-rate -1                 | learning rate
          train --learning-rate nan                | 'nan'
          train --optimizer rmsprop                | rmsprop
          train --target-accuracy 2                | 2.0
          compare --starts he,,lecun               | ""
          compare --starts he,foo                  | foo
          tune --search foo=1..2                   | choose among
          tune --search multiplier=2..1            | 2
          tune --search seed=1..2                  | choose among
          tune --timeout 3x                        | 90s, 10m or 2h
          tune --trials 0                          | at least 1: 0
          tune --workers 0                         | at least 1: 0
          tune --seeds 0                           | number of seeds must be at least 1: 0
          tune --confirm 1                         | at least 2 fresh seeds: 1
          tune --width 0                           | '0x30' in
          tune --study F/good.csv                  | is not an Optuna journal
          tune --study F/binary.csv                | is not an Optuna journal
          tune --study F/nothing-there             | folder
          tune --study F/s.jsonl --report F/s.jsonl | --report would overwrite the file of --study
          tune --study F/s.jsonl --winner F/./s.jsonl | --winner would overwrite the file of --study
          tune --study F/s.jsonl --winner F/s.jsonl.guard | --winner would overwrite the file of --study
          tune --winner F/no/w.txt                 | create it first
          tune --study /dev/null                   | is a device or a pipe
          check --data F/good.csv --report F/link.csv | --report would overwrite the file of --data
          check --report F/p.svg --svg F/nothing-there/../p.svg | --svg would overwrite the file of --report
          report F/good.csv -o F/good.csv          | -o would overwrite the file of RESULT
          check --network F/recursive.yaml         | an anchor must not contain itself
          check --layers 64,100000x50,10           | the network needs at least 3,925.2 GB of memory
          tune --trials 1 --width 10000000 --depth 2 | GB are available
          train --network F/wide.yaml              | make it, the batch or the number of examples smaller
          worker --study F/none                    | create it with evenkeel tune
          """)
  void oneLineAndExitCodeTwo(String command, String named) {
    Runs.Result result = Runs.evenkeel(command.replace("F/", folder + "/").split(" "));
    assertEquals(2, result.code(), result.err());
    assertEquals(1, result.err().strip().lines().count(), result.err());
    assertTrue(result.err().startsWith("evenkeel: "), result.err());
    assertTrue(result.err().contains(named), result.err());
    assertFalse(result.err().contains("Exception"), result.err());
    assertEquals("", result.out());
  }
}
