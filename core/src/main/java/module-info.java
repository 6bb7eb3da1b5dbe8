/** The mathematics of first weights and the draws; needs nothing but the JDK. */
module org.evenkeel.core {
  requires static transitive org.jspecify;

  exports org.evenkeel.activation;
  exports org.evenkeel.architecture;
  exports org.evenkeel.forecast;
  exports org.evenkeel.init;
  exports org.evenkeel.initializer;
  exports org.evenkeel.meanfield;
  exports org.evenkeel.multiplier;
  exports org.evenkeel.network;
  exports org.evenkeel.parameter;
  exports org.evenkeel.plan;
  exports org.evenkeel.random;
  exports org.evenkeel.recurrent;
  exports org.evenkeel.shaping;
  exports org.evenkeel.signal;
  exports org.evenkeel.spectrum;
  exports org.evenkeel.text;
  exports org.evenkeel.training;

  uses org.evenkeel.random.Kernel.Factory;
}
