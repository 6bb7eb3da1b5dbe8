/** A SIMD kernel for random fills, found by the core at run time. */
module org.evenkeel.vector {
  requires jdk.incubator.vector;
  requires org.evenkeel.core;
  requires static org.jspecify;

  provides org.evenkeel.random.Kernel.Factory with
      org.evenkeel.vector.VectorKernels;
}
