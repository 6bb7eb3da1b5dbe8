// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenkeel.result.Json;
import org.evenkeel.result.ResultJson;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.SafetensorsFile;
import org.evenkeel.weights.format.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command draw. */
class DrawTest {

  @TempDir Path folder;

  private Path list;

  @BeforeEach
  void writeAList() throws IOException {
    list = folder.resolve("gpt2.tsv");
    Files.writeString(
        list,
        """
        # name\tshape\tdtype
        transformer.wte.weight\t100,16\tF16
        lm_head.weight\t[100, 16]\tF16

        transformer.h.0.attn.c_attn.weight\t16x48
        transformer.h.1.attn.c_proj.weight\t(16, 16)\tBF16
        transformer.h.1.attn.c_proj.bias\t(16,)
        """);
  }

  private String[] words(String line) {
    return line.replace("LIST", list.toString()).replace("DIR", folder.toString()).split(" ", -1);
  }

  private Runs.Result draw(String line) {
    return Runs.evenkeel(words("draw " + line));
  }

  @Test
  void aListIsDrawnByAPreset() throws IOException {
    Runs.Result run = draw("--list LIST --rules gpt2 -o DIR/x.safetensors");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("left out  lm_head.weight: a copy of"), run.out());
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("x.safetensors"))) {
      assertEquals(4, file.tensors().size());
      assertEquals(DType.F16, file.tensor("transformer.wte.weight").orElseThrow().dtype());
    }
    Runs.Result again =
        draw("--like DIR/x.safetensors --rules gpt2 --seed 0 -o DIR/y.safetensors --quiet");
    assertEquals(0, again.code(), again.err());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("x.safetensors")),
        Files.readAllBytes(folder.resolve("y.safetensors")));
  }

  @Test
  void aNetworkIsDrawnByItsRule() throws IOException {
    Runs.Result run =
        draw("--layers 20,30,10 --rule he --seed 3 --dtype BF16 -o DIR/net.safetensors");
    assertEquals(0, run.code(), run.err());
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("net.safetensors"))) {
      assertTrue(file.tensors().stream().allMatch(tensor -> tensor.dtype() == DType.BF16));
      assertTrue(file.metadata().get("evenkeel").contains("\"seed\":3"));
    }
  }

  @Test
  void thePlanDrawsNothing() throws IOException {
    Runs.Result run = draw("--list LIST --rules gpt2(std=0.01) --plan");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("normal(0.005)"), run.out());
    Runs.Result json = draw("--list LIST --rules gpt2 --plan --format json");
    assertTrue(json.out().contains("\"kind\": \"fused\""), json.out());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aPresetIsPrinted() {
    Runs.Result run = draw("--rules gpt2 --print-rules");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("source: >"), run.out());
    assertTrue(run.out().contains("normal(std/sqrt(2*L))"), run.out());
  }

  @Test
  void shardsSlicesAndCopies() throws IOException {
    assertEquals(
        0, draw("--list LIST --rules gpt2 -o DIR/many --max-shard-size 3kB --quiet").code());
    assertTrue(Files.exists(folder.resolve("many/model.safetensors.index.json")));
    Runs.Result slice =
        draw("--list LIST --rules gpt2 --slice transformer.wte.weight[10:20] -o DIR/s.safetensors");
    assertEquals(0, slice.code(), slice.err());
    assertEquals(
        320,
        Files.size(folder.resolve("s.safetensors")) - headerBytes(folder.resolve("s.safetensors")));
    Runs.Result copy =
        draw("--base DIR/many --only *c_proj* --rules gpt2 --seed 5 -o DIR/c.safetensors");
    assertEquals(0, copy.code(), copy.err());
    assertTrue(copy.out().contains("copied    2 tensors, byte for byte"), copy.out());
  }

  private static long headerBytes(Path file) throws IOException {
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      return Files.size(file) - read.header().dataBytes();
    }
  }

  @Test
  void anExistingFileIsKeptUnlessForced() throws IOException {
    Path mine = Files.writeString(folder.resolve("x.safetensors"), "mine");
    Runs.Result run = draw("--list LIST --rules gpt2 -o DIR/x.safetensors");
    assertEquals(2, run.code(), run.out());
    assertTrue(run.err().contains("--force"), run.err());
    assertEquals("mine", Files.readString(mine));
    assertEquals(0, draw("--list LIST --rules gpt2 -o DIR/x.safetensors --force").code());
    assertFalse(
        Files.readString(mine, java.nio.charset.StandardCharsets.ISO_8859_1).equals("mine"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--list LIST -o DIR/x.safetensors | --rules must name a preset",
        "--list LIST --rules gpt3 --plan | did you mean gpt2?",
        "--list LIST --rules gpt2(x=1) --plan | no parameter 'x'",
        "--list LIST --rules gpt2(1) --plan | written name=value",
        "--list LIST --rules llama --plan | no entry of llama matches",
        "--list LIST --rules none.yaml --plan | no such rule file",
        "--list DIR/none --rules gpt2 --plan | no such list of tensors",
        "--like DIR/none --rules gpt2 --plan | no such file of tensors",
        "--like LIST --rules gpt2 --plan | not a safetensors file",
        "--list LIST --rules gpt2 | add -o FILE.safetensors",
        "--list LIST --rules gpt2 --dtype I8 --plan | drawn as F32, F16",
        "--list LIST --rules gpt2 -o DIR/x.safetensors --max-shard-size 0 | at least 1",
        "--list LIST --rules gpt2 --slice x --plan | NAME[a:b",
        "--list LIST --rules gpt2 --slice x[1:2] --plan | no tensor 'x'",
        "--list LIST --rules gpt2 --slice transformer.wte.weight[5:5] --plan | not be empty",
        "--list LIST --rules gpt2 --slice transformer.wte.weight[0:101] --plan | within its tensor",
        "--list LIST --rules gpt2 --rule he --plan | --rule has no effect",
        "--list LIST --rules gpt2 --layers 2,2 --plan | --layers has no effect",
        "--list LIST --like LIST --rules gpt2 --plan | --list has no effect",
        "--list LIST --rules gpt2 --only * --plan | --only has no effect",
        "--list LIST --rules gpt2 --plan --force | --force has no effect",
        "--list LIST --rules gpt2 -o LIST/x.safetensors | Not a directory",
        "--block-factory no.such.Model --plan | no such class",
        "--block-factory no.such.Model --layers 2,2 --plan | --layers has no effect",
        "--block-factory no.such.Model --list LIST --rules gpt2 --plan | --block-factory has no effect",
        "--block-factory no.such.Model --noise 0.1 --plan | --noise has no effect in draw",
        "--layers 2,2 --data moons --plan | add --block-factory CLASS",
        "--classpath x.jar --plan | --classpath has no effect",
        "--list LIST --rules gpt2 --lora 0 --plan | rank of adapters must be at least 1",
        "--list LIST --rules gpt2 --lora 2 --lora-alpha -1 --plan | alpha of adapters must be positive",
        "--list LIST --rules gpt2 --lora 2 --lora-targets *ln_1* --plan | no layer has a name",
        "--list LIST --rules gpt2 --lora 2 --slice x[1:2] --plan | --slice has no effect",
        "--list LIST --rules gpt2 --lora-alpha 2 --plan | add --lora RANK",
        "--layers 2,2 --lora 2 --plan | add --like FILE"
      })
  void badInputIsOneLine(String line, String message) {
    Runs.Result run = draw(line);
    assertEquals(2, run.code(), run.out() + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | separated by tabs",
        "x;1;F32;y | separated by tabs",
        "x;a | whole numbers",
        "x;-1 | whole numbers",
        "x;1;F31 | dtype must be one of",
        "../x;1 | without '../'",
        "x;9223372036854775807 | whole numbers",
        "x;999999999999999999,999999999 | below 2^63"
      })
  void aMalformedListIsOneLine(String text, String message) throws IOException {
    Files.writeString(list, text.replace(';', '\t') + "\n");
    Files.writeString(folder.resolve("all.yaml"), "rules: [{name: '*', kind: bias, rule: zeros}]");
    Runs.Result run = draw("--list LIST --rules DIR/all.yaml --plan");
    assertEquals(2, run.code(), run.out() + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void anAuditHoldsAFileAgainstItsRules() throws IOException {
    assertEquals(0, draw("--list LIST --rules gpt2 --seed 4 -o DIR/x.safetensors").code());
    Runs.Result good = Runs.evenkeel(words("audit DIR/x.safetensors"));
    assertEquals(0, good.code(), good.out() + good.err());
    assertTrue(good.out().contains("initial weights: all 4 tensors fit"), good.out());
    assertTrue(good.out().contains("4 proven bit for bit"), good.out());
    // A network's rules are no preset's: the metadata prove what no preset knows.
    assertEquals(0, draw("--layers 8,16x2,4 -o DIR/net.safetensors").code());
    Runs.Result network = Runs.evenkeel(words("audit DIR/net.safetensors"));
    assertEquals(0, network.code(), network.out() + network.err());
    assertTrue(network.out().contains("6 proven bit for bit"), network.out());
    Runs.Result other =
        Runs.evenkeel(words("audit DIR/x.safetensors --rules gpt2(std=0.04) --all"));
    assertEquals(3, other.code(), other.out());
    assertTrue(other.out().contains("faulty: 3 of 4"), other.out());
    Runs.Result unknown = Runs.evenkeel(words("audit DIR/x.safetensors --rules t5"));
    assertEquals(4, unknown.code(), unknown.out());
    Runs.Result json = Runs.evenkeel(words("audit DIR/x.safetensors --format json"));
    assertTrue(json.out().contains("\"state\": \"initial\""), json.out());
    Runs.Result missing = Runs.evenkeel(words("audit DIR/none"));
    assertEquals(2, missing.code());
    assertEquals(1, missing.err().lines().count(), missing.err());
    for (String format :
        List.of("safetensors", "index", "PyTorch", ".npz", ".h5", ".keras", "ONNX")) {
      assertTrue(missing.err().contains(format), missing.err());
    }
  }

  @Test
  void aPageShowsTheRatiosOfAnAudit() throws IOException {
    assertEquals(0, draw("--list LIST --rules gpt2 --seed 4 -o DIR/x.safetensors").code());
    Runs.Result run =
        Runs.evenkeel(
            words("audit DIR/x.safetensors --rules gpt2(std=0.04) --report DIR/page.html"));
    assertEquals(3, run.code(), run.out() + run.err());
    assertTrue(run.out().contains("page.html"), run.out());
    String page = Files.readString(folder.resolve("page.html"));
    assertTrue(page.contains("Ratio to the rule over depth"), "no figure");
    assertTrue(page.contains("3 of 4 tensors"), "no verdict");
    assertTrue(page.contains("transformer.h.0.attn.c_attn.weight"), "no table");
  }

  /** The JSON of an audit is read and written again to the same text, and makes the same page. */
  @Test
  void aReportShowsAnAudit() throws IOException {
    assertEquals(0, draw("--list LIST --rules gpt2 --seed 4 -o DIR/x.safetensors").code());
    Runs.Result run =
        Runs.evenkeel(
            words(
                "audit DIR/x.safetensors --rules gpt2(std=0.04) --format json --report DIR/a.html"));
    assertEquals(3, run.code(), run.out() + run.err());
    Path file = Files.writeString(folder.resolve("audit.json"), run.out());
    JsonElement json = JsonParser.parseString(run.out());
    assertEquals(Json.text(json), Json.text(ResultJson.write(ResultJson.read(json, "audit.json"))));
    Runs.Result report = Runs.evenkeel(words("report DIR/audit.json -o DIR/b.html"));
    assertEquals(0, report.code(), report.err());
    assertTrue(report.out().startsWith("faulty: 3 of 4 tensors do not fit."), report.out());
    assertEquals(content("a.html"), content("b.html"));
    Files.writeString(file, run.out().replace("\"faulty\"", "\"fautly\""));
    Runs.Result edited = Runs.evenkeel(words("report DIR/audit.json -o DIR/b.html"));
    assertEquals(2, edited.code());
    assertTrue(edited.err().contains("a word is none of those"), edited.err());
  }

  /** The figures of a page, without the command that made it. */
  private String content(String page) throws IOException {
    String text = Files.readString(folder.resolve(page));
    return text.substring(text.indexOf("\"headlines\":"), text.indexOf("\"origins\":"));
  }

  /** Files of other tools are audited, and drawn like; a tied tensor is left out. */
  @ParameterizedTest
  @CsvSource({"state.pt,10", "arrays.npz,6", "keras.h5,12", "model.onnx,7"})
  void filesOfOtherToolsAreRead(String name, int tensors) throws IOException {
    Path file =
        Path.of("../weights/src/test/resources/org/evenkeel/weights/format", name).toAbsolutePath();
    Runs.Result audit = Runs.evenkeel("audit", file.toString(), "--format", "json");
    assertEquals(4, audit.code(), audit.out() + audit.err());
    Path rules =
        Files.writeString(
            folder.resolve("all.yaml"), "rules: [{name: '*', kind: bias, rule: zeros}]");
    Runs.Result like =
        Runs.evenkeel(
            "draw",
            "--like",
            file.toString(),
            "--rules",
            rules.toString(),
            "--plan",
            "--format",
            "json");
    if (name.equals("state.pt")) { // it has a tensor without elements
      assertEquals(2, like.code(), like.out());
      assertTrue(like.err().contains("'empty'"), like.err());
    } else {
      assertEquals(0, like.code(), like.err());
      assertEquals(tensors, like.out().split("\"dtype\"", -1).length - 1, like.out());
    }
  }

  private static List<String> names(Path file) throws IOException {
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      return read.tensors().stream().map(Tensor::name).toList();
    }
  }

  /** A DJL block of the user's is drawn under the names, and with the shapes, of its plan. */
  @Test
  void aBlockFactoryIsDrawn() throws IOException {
    String model = "--block-factory org.evenkeel.cli.TwoTowers";
    Runs.Result run = draw(model + " --seed 2 -o DIR/b.safetensors");
    assertEquals(0, run.code(), run.err());
    Runs.Result plan = Runs.evenkeel(words("rules --plan --format json " + model));
    List<String> planned =
        JsonParser.parseString(plan.out())
            .getAsJsonObject()
            .getAsJsonArray("parameters")
            .asList()
            .stream()
            .map(one -> one.getAsJsonObject().get("name").getAsString())
            .toList();
    assertEquals(planned, names(folder.resolve("b.safetensors")));
    Runs.Result audit = Runs.evenkeel(words("audit DIR/b.safetensors"));
    assertEquals(0, audit.code(), audit.out());
    assertTrue(audit.out().contains(planned.size() + " proven bit for bit"), audit.out());
    // The data tell the shape of an example, and the options of a start apply.
    Runs.Result larger = draw(model + " --pixels 12 --rule he*2 --dtype F16 --plan --format json");
    assertEquals(0, larger.code(), larger.err());
    JsonObject first =
        JsonParser.parseString(larger.out())
            .getAsJsonObject()
            .getAsJsonArray("tensors")
            .get(0)
            .getAsJsonObject();
    assertEquals("[32,144]", first.get("shape").toString());
    assertEquals("F16", first.get("dtype").getAsString());
    assertEquals("he*2", first.get("rule").getAsString());
    assertEquals(Math.sqrt(4 / 144.0), first.get("std").getAsDouble(), 1e-12);
  }

  @Test
  void adaptersAreDrawn() throws IOException {
    Runs.Result run = draw("--list LIST --rules gpt2 --lora 2 -o DIR/lora");
    assertEquals(0, run.code(), run.err());
    assertEquals(4, names(folder.resolve("lora/adapter_model.safetensors")).size());
    assertTrue(Files.exists(folder.resolve("lora/adapter_config.json")));
    assertEquals(0, draw("--list LIST --rules gpt2 -o DIR/base --quiet").code());
    Files.writeString(folder.resolve("base/config.json"), "{}");
    Runs.Result pissa =
        draw(
            "--base DIR/base --rules gpt2 --lora 2 --lora-alpha 4 --lora-targets *c_attn* -o DIR/p");
    assertEquals(0, pissa.code(), pissa.err());
    assertEquals(2, names(folder.resolve("p/adapter_model.safetensors")).size());
    assertEquals(
        names(folder.resolve("base/model.safetensors")),
        names(folder.resolve("p/residual/model.safetensors")));
    assertTrue(Files.exists(folder.resolve("p/residual/config.json")));
    Runs.Result plan = draw("--base DIR/base --rules gpt2 --lora 2 --plan --format json");
    assertTrue(plan.out().contains("\"rule\": \"pissa\""), plan.out());
    Files.writeString(folder.resolve("p/adapter_config.json"), "mine");
    Runs.Result kept =
        draw(
            "--base DIR/base --rules gpt2 --lora 2 --lora-alpha 4 --lora-targets *c_attn* -o DIR/p");
    assertEquals(2, kept.code(), kept.out());
    assertEquals("mine", Files.readString(folder.resolve("p/adapter_config.json")));
  }
}
