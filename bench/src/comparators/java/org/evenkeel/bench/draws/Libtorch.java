// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's library through JavaCPP: the calls of {@code torch.nn.init}, in place. */
public final class Libtorch implements Library {

  private static final double ERF_2 = 0.9544997361036416; // erf(2/√2)

  @Override
  public List<String> contestants() {
    return List.of("libtorch");
  }

  @Override
  public Contestant open(String contestant, Question question, int size, int threads) {
    torch.set_num_threads(threads);
    openblas_full.openblas_set_num_threads(threads); // has a pool of its own
    torch.manual_seed(1);
    int side = (int) Math.sqrt(size);
    Tensor memory =
        question == Question.ORTHOGONAL
            ? torch.empty(new long[] {side, side})
            : torch.empty(new long[] {size});
    return new Contestant(
        question.variance(size), draw(question, memory), () -> numbers(memory), memory::close);
  }

  private static Runnable draw(Question question, Tensor memory) {
    GeneratorOptional generator = new GeneratorOptional();
    return switch (question) {
      case NORMALS -> () -> memory.normal_(0, 1, generator);
      case UNIFORMS -> () -> memory.uniform_(-1, 1, generator);
      case TRUNCATED_NORMALS -> truncated(memory, generator);
      case ORTHOGONAL -> () -> orthogonal(memory, generator);
      default -> throw Library.without(question);
    };
  }

  /** As {@code trunc_normal_} does it: inverse distribution function, then clamped. */
  private static Runnable truncated(Tensor memory, GeneratorOptional generator) {
    Scalar root = new Scalar(Math.sqrt(2));
    ScalarOptional low = new ScalarOptional(new Scalar(-2.0));
    ScalarOptional high = new ScalarOptional(new Scalar(2.0));
    return () -> {
      memory.uniform_(-ERF_2, ERF_2, generator);
      memory.erfinv_();
      memory.mul_(root);
      memory.clamp_(low, high);
    };
  }

  /** As {@code orthogonal_} does it: QR, signs from the diagonal of R, a copy. */
  private static void orthogonal(Tensor memory, GeneratorOptional generator) {
    try (Tensor flat = torch.empty(new long[] {memory.size(0), memory.size(1)})) {
      flat.normal_(0, 1, generator);
      try (T_TensorTensor_T factors = torch.linalg_qr(flat);
          Tensor q = factors.get0();
          Tensor r = factors.get1();
          Tensor diagonal = torch.diag(r);
          Tensor signs = diagonal.sign()) {
        q.mul_(signs);
        memory.copy_(q);
      }
    }
  }

  private static float[] numbers(Tensor memory) {
    float[] numbers = new float[(int) Math.min(memory.numel(), 1 << 24)];
    try (FloatPointer pointer = new FloatPointer(memory.data_ptr())) {
      pointer.capacity(memory.numel()).get(numbers);
    }
    return numbers;
  }
}
