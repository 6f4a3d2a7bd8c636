package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeRuntimeTest {

    @Test
    void loadsOnceAndIsNamedByItsClassLoader() {
        NativeRuntime.check();
        NativeRuntime.check();

        assertThat(System.getProperty(NativeRuntime.LOADED_BY)).contains("AppClassLoader");
        assertThat(NativeRuntime.mapped()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void refusesASecondClassLoaderBeforeItLoadsAnything() throws Exception {
        NativeRuntime.check();
        Set<String> before = NativeRuntime.mapped();
        try (URLClassLoader second = new ChildFirst(classPath())) {
            Class<?> copy = second.loadClass(NativeRuntime.class.getName());
            assertThat(copy).isNotSameAs(NativeRuntime.class);
            Method check = copy.getMethod("check");

            // Every time, not only the first: a job that is restarted must be told again.
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> check.invoke(null))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("already loaded in this JVM by another class loader")
                        .hasMessageContaining("put the onnxruntime jar into Flink's lib/")
                        .hasMessageContaining("parent-first-patterns.additional: ai.onnxruntime.");
            }
        }
        assertThat(NativeRuntime.mapped()).isEqualTo(before);
    }

    @Test
    void saysHowToPutTheLibraryOnTheClassPath() throws Exception {
        List<URL> without = new ArrayList<>();
        for (URL url : classPath()) {
            if (!url.getPath().contains("onnxruntime")) {
                without.add(url);
            }
        }
        try (URLClassLoader bare =
                new URLClassLoader(
                        without.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method check = bare.loadClass(NativeRuntime.class.getName()).getMethod("check");
            assertThatThrownBy(() -> check.invoke(null))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ONNX Runtime 1.28.0 cannot be loaded")
                    .hasMessageContaining("put that jar on the class path");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.29.0", "1.28.1", "2.0.0", "1.30.0-rc1"})
    void refusesReleasesThatCallTheirVendor(String version) {
        assertThatThrownBy(() -> NativeRuntime.refuseVersion(version))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ONNX Runtime " + version)
                .hasMessageContaining("put 1.28.0 in its place");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.28.0", "1.26.0", "1.9.0", "0.5"})
    void acceptsReleasesThatDoNot(String version) {
        NativeRuntime.refuseVersion(version);
        NativeRuntime.refuseVersion(null);
    }

    @Test
    void findsEachMappedCopyOnce() {
        Set<String> found =
                NativeRuntime.libraries(
                        List.of(
                                "7f1 r-xp 0 00:0 1   /tmp/onnxruntime-java1/libonnxruntime.so",
                                "7f2 r--p 0 00:0 1   /tmp/onnxruntime-java1/libonnxruntime.so",
                                "7f3 r-xp 0 00:0 2   /tmp/onnxruntime-java1/libonnxruntime4j_jni.so",
                                "7f4 r-xp 0 00:0 3   /tmp/onnxruntime-java2/libonnxruntime.so",
                                "7f5 rw-p 0 00:0 0 [heap]"));

        assertThat(found)
                .containsExactly(
                        "/tmp/onnxruntime-java1/libonnxruntime.so",
                        "/tmp/onnxruntime-java2/libonnxruntime.so");
        assertThatThrownBy(() -> NativeRuntime.refuseCopies(found))
                .hasMessageContaining("loaded 2 times in this JVM (/tmp/onnxruntime-java1/");
        NativeRuntime.refuseCopies(Set.of("/tmp/onnxruntime-java1/libonnxruntime.so"));
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** Loads the runtime's and our classes itself, as the class loader of a Flink job does. */
    private static final class ChildFirst extends URLClassLoader {

        ChildFirst(URL[] urls) {
            super(urls, ChildFirst.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("ai.onnxruntime.")
                        || name.startsWith("org.wearablecoach.onnx.")) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
                return super.loadClass(name, resolve);
            }
        }
    }
}
