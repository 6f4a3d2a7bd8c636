package org.wearablecoach.flink.model.onnx;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.MLPredictRuntimeConfigOptions;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wearablecoach.flink.model.onnx.OnnxModelOptions.Mode;

/** What the planner gets: a synchronous function, an asynchronous one, or both. */
final class OnnxModelProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxModelProvider.class);

    private OnnxModelProvider() {}

    static ModelProvider of(Mode mode, Planned planned, ReadableConfig session) {
        return switch (mode) {
            case AUTO -> new Both(planned, session);
            case SYNC -> new Sync(planned);
            case ASYNC -> new Async(planned, session);
        };
    }

    private static AsyncPredictFunction async(
            Planned planned, ReadableConfig session, ModelProvider.Context context) {
        // More rows than these are never under way, so a larger batch would always wait in vain.
        int most =
                context.runtimeConfig()
                        .getOptional(MLPredictRuntimeConfigOptions.ASYNC_MAX_CONCURRENT_OPERATIONS)
                        .orElseGet(
                                () ->
                                        session.get(
                                                ExecutionConfigOptions
                                                        .TABLE_EXEC_ASYNC_ML_PREDICT_MAX_CONCURRENT_OPERATIONS));
        if (most < planned.batchSize()) {
            LOG.info(
                    "Model {}: batches of at most {} rows instead of {}, because no more are under"
                            + " way; raise {} for larger ones.",
                    planned.model(),
                    most,
                    planned.batchSize(),
                    ExecutionConfigOptions.TABLE_EXEC_ASYNC_ML_PREDICT_MAX_CONCURRENT_OPERATIONS
                            .key());
            return new OnnxAsyncPredictFunction(planned.withBatchSize(Math.max(1, most)));
        }
        return new OnnxAsyncPredictFunction(planned);
    }

    private record Sync(Planned planned) implements PredictRuntimeProvider {

        @Override
        public PredictFunction createPredictFunction(Context context) {
            return new OnnxPredictFunction(planned);
        }

        @Override
        public ModelProvider copy() {
            return this;
        }
    }

    private record Async(Planned planned, ReadableConfig session)
            implements AsyncPredictRuntimeProvider {

        @Override
        public AsyncPredictFunction createAsyncPredictFunction(Context context) {
            return async(planned, session, context);
        }

        @Override
        public ModelProvider copy() {
            return this;
        }
    }

    private record Both(Planned planned, ReadableConfig session)
            implements PredictRuntimeProvider, AsyncPredictRuntimeProvider {

        @Override
        public PredictFunction createPredictFunction(Context context) {
            return new OnnxPredictFunction(planned);
        }

        @Override
        public AsyncPredictFunction createAsyncPredictFunction(Context context) {
            return async(planned, session, context);
        }

        @Override
        public ModelProvider copy() {
            return this;
        }
    }
}
