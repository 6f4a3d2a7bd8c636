package org.wearablecoach.flink.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;
import org.jspecify.annotations.Nullable;

/** What the provider is compared with. */
final class BenchmarkProviders {

    private static final ConfigOption<String> PATH =
            ConfigOptions.key("path").stringType().defaultValue("");

    private BenchmarkProviders() {}

    /** Answers each row with the same five numbers: what Flink itself costs. */
    public static final class Identity implements ModelProviderFactory {

        /** Found by Flink as a service. */
        public Identity() {}

        @Override
        public String factoryIdentifier() {
            return "identity";
        }

        @Override
        public Set<ConfigOption<?>> requiredOptions() {
            return Set.of();
        }

        @Override
        public Set<ConfigOption<?>> optionalOptions() {
            return Set.of(PATH);
        }

        @Override
        public ModelProvider createModelProvider(ModelProviderFactory.Context context) {
            return new Provider(new Constant());
        }
    }

    /** What one writes today: a tensor from nested arrays, and getValue, for each row. */
    public static final class Naive implements ModelProviderFactory {

        /** Found by Flink as a service. */
        public Naive() {}

        @Override
        public String factoryIdentifier() {
            return "naive";
        }

        @Override
        public Set<ConfigOption<?>> requiredOptions() {
            return Set.of(PATH);
        }

        @Override
        public Set<ConfigOption<?>> optionalOptions() {
            return Set.of();
        }

        @Override
        public ModelProvider createModelProvider(ModelProviderFactory.Context context) {
            return new Provider(
                    new Nested(
                            FactoryUtil.createModelProviderFactoryHelper(this, context)
                                    .getOptions()
                                    .get(PATH)));
        }
    }

    private record Provider(PredictFunction function) implements PredictRuntimeProvider {

        @Override
        public PredictFunction createPredictFunction(ModelProvider.Context context) {
            return function;
        }

        @Override
        public ModelProvider copy() {
            return this;
        }
    }

    /** The function of {@link Identity}. */
    public static final class Constant extends PredictFunction {

        private static final long serialVersionUID = 1L;

        @Override
        public Collection<RowData> predict(RowData row) {
            return List.of(GenericRowData.of(new GenericArrayData(new float[5])));
        }
    }

    /** The function of {@link Naive}. */
    public static final class Nested extends PredictFunction {

        private static final long serialVersionUID = 1L;

        private final String path;
        private transient @Nullable OrtSession session;

        Nested(String path) {
            this.path = path;
        }

        @Override
        public void open(FunctionContext context) throws Exception {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                session = OrtEnvironment.getEnvironment().createSession(path, options);
            }
        }

        @Override
        public Collection<RowData> predict(RowData row) {
            float[][] nested = {row.getArray(0).toFloatArray()};
            OrtSession open = Objects.requireNonNull(session);
            try (OnnxTensor tensor =
                            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), nested);
                    OrtSession.Result result = open.run(Map.of("x", tensor))) {
                float[][] scores = (float[][]) result.get(0).getValue();
                return List.of(GenericRowData.of(new GenericArrayData(scores[0])));
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws Exception {
            if (session != null) {
                session.close();
            }
        }
    }
}
