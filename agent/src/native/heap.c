/*
 * Through the JVM Tool Interface: all instances of a class, and what refers to an object. Loaded only at capture, for the
 * checkpoint. Uses no C library, so that one binary works with glibc and musl.
 */
#include <jvmti.h>

#define ROOT (-1)

/*
 * References, as pairs of node numbers. The tag of a node is its number plus one. What refers to a node from `first` up to
 * `end` becomes a node as well.
 */
typedef struct {
  jint first;
  jint end;
  jint nodes;
  jint filled;
  jint room;
  jint *pairs;
} Graph;

static jvmtiEnv *jvmti;

static jboolean JNICALL connect(JNIEnv *env, jclass self) {
  JavaVM *vm;
  jvmtiCapabilities wanted = {0};
  (void)self;
  if (jvmti != NULL) return JNI_TRUE;
  if ((*env)->GetJavaVM(env, &vm) != JNI_OK) return JNI_FALSE;
  if ((*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_1_2) != JNI_OK) return JNI_FALSE;
  wanted.can_tag_objects = 1;
  if ((*jvmti)->AddCapabilities(jvmti, &wanted) == JVMTI_ERROR_NONE) return JNI_TRUE;
  (*jvmti)->DisposeEnvironment(jvmti);
  jvmti = NULL;
  return JNI_FALSE;
}

/* This clears all tags. */
static void JNICALL dispose(JNIEnv *env, jclass self) {
  (void)env;
  (void)self;
  if (jvmti != NULL) (*jvmti)->DisposeEnvironment(jvmti);
  jvmti = NULL;
}

static jobjectArray array(JNIEnv *env, jint length) {
  jclass object = (*env)->FindClass(env, "java/lang/Object");
  return object == NULL ? NULL : (*env)->NewObjectArray(env, length, object, NULL);
}

static jvmtiIterationControl JNICALL tag_it(jlong class_tag, jlong size, jlong *tag, void *data) {
  (void)class_tag;
  (void)size;
  *tag = *(jlong *)data;
  return JVMTI_ITERATION_CONTINUE;
}

/* Instances of the class and its subclasses, some unreachable ones among them. */
static jobjectArray JNICALL find(JNIEnv *env, jclass self, jclass type) {
  jlong tag = -1;
  jint count = 0;
  jobject *objects = NULL;
  jobjectArray found;
  (void)self;
  if (jvmti == NULL) return array(env, 0);
  if ((*jvmti)->IterateOverInstancesOfClass(jvmti, type, JVMTI_HEAP_OBJECT_EITHER, tag_it, &tag) != JVMTI_ERROR_NONE ||
      (*jvmti)->GetObjectsWithTags(jvmti, 1, &tag, &count, &objects, NULL) != JVMTI_ERROR_NONE)
    return array(env, 0);
  found = array(env, count);
  for (jint index = 0; index < count; index++) {
    if (found != NULL) (*env)->SetObjectArrayElement(env, found, index, objects[index]);
    (*jvmti)->SetTag(jvmti, objects[index], 0);
    (*env)->DeleteLocalRef(env, objects[index]);
  }
  (*jvmti)->Deallocate(jvmti, (unsigned char *)objects);
  return found;
}

static jint JNICALL visit(jvmtiHeapReferenceKind kind, const jvmtiHeapReferenceInfo *info, jlong class_tag,
                          jlong referrer_class_tag, jlong size, jlong *tag, jlong *referrer_tag, jint length, void *data) {
  Graph *graph = data;
  jint parent = ROOT;
  (void)kind;
  (void)info;
  (void)class_tag;
  (void)referrer_class_tag;
  (void)size;
  (void)length;
  if (*tag <= graph->first || *tag > graph->end || graph->filled + 2 > graph->room) return JVMTI_VISIT_OBJECTS;
  if (referrer_tag != NULL) {
    if (*referrer_tag == 0) *referrer_tag = ++graph->nodes;
    parent = (jint)*referrer_tag - 1;
  }
  graph->pairs[graph->filled++] = (jint)*tag - 1;
  graph->pairs[graph->filled++] = parent;
  return JVMTI_VISIT_OBJECTS;
}

/* Makes nodes of the objects, numbered from 0. */
static void JNICALL number(JNIEnv *env, jclass self, jobjectArray objects) {
  jint count = (*env)->GetArrayLength(env, objects);
  (void)self;
  for (jint index = 0; jvmti != NULL && index < count; index++) {
    jobject object = (*env)->GetObjectArrayElement(env, objects, index);
    (*jvmti)->SetTag(jvmti, object, index + 1);
    (*env)->DeleteLocalRef(env, object);
  }
}

static jobjectArray discovered(JNIEnv *env, jint first, jint count) {
  jobjectArray found = array(env, count);
  for (jint index = 0; found != NULL && index < count; index++) {
    jlong tag = first + index + 1;
    jint objects = 0;
    jobject *object = NULL;
    if ((*jvmti)->GetObjectsWithTags(jvmti, 1, &tag, &objects, &object, NULL) != JVMTI_ERROR_NONE) continue;
    if (objects > 0) (*env)->SetObjectArrayElement(env, found, index, object[0]);
    for (jint one = 0; one < objects; one++) (*env)->DeleteLocalRef(env, object[one]);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)object);
  }
  return found;
}

/*
 * Finds what refers to the nodes from `first` up to `nodes`, in one walk over all reachable objects; returns the nodes that
 * this adds. Fills `pairs` with the node numbers of child and parent; a parent of -1 is a root, such as a local variable.
 */
static jobjectArray JNICALL follow(JNIEnv *env, jclass self, jint first, jint nodes, jintArray pairs) {
  Graph graph = {0};
  jvmtiHeapCallbacks callbacks = {0};
  jobjectArray found = NULL;
  (void)self;
  graph.first = first;
  graph.end = graph.nodes = nodes;
  graph.room = (*env)->GetArrayLength(env, pairs);
  callbacks.heap_reference_callback = visit;
  if (jvmti == NULL ||
      (*jvmti)->Allocate(jvmti, graph.room * (jlong)sizeof(jint), (unsigned char **)&graph.pairs) != JVMTI_ERROR_NONE)
    return array(env, 0);
  if ((*jvmti)->FollowReferences(jvmti, 0, NULL, NULL, &callbacks, &graph) == JVMTI_ERROR_NONE) {
    found = discovered(env, nodes, graph.nodes - nodes);
    (*env)->SetIntArrayRegion(env, pairs, 0, graph.filled, graph.pairs);
  }
  (*jvmti)->Deallocate(jvmti, (unsigned char *)graph.pairs);
  return found == NULL ? array(env, 0) : found;
}

/* Registered here, because since JDK 24 linking native methods by name is restricted. */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  static const JNINativeMethod methods[] = {
      {"connect", "()Z", (void *)connect},
      {"dispose", "()V", (void *)dispose},
      {"find", "(Ljava/lang/Class;)[Ljava/lang/Object;", (void *)find},
      {"number", "([Ljava/lang/Object;)V", (void *)number},
      {"follow", "(II[I)[Ljava/lang/Object;", (void *)follow},
  };
  JNIEnv *env;
  jclass heap;
  (void)reserved;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK) return JNI_ERR;
  heap = (*env)->FindClass(env, "io/github/ekscrac/agent/HeapWalker");
  if (heap == NULL) return JNI_ERR;
  return (*env)->RegisterNatives(env, heap, methods, sizeof methods / sizeof *methods) == JNI_OK ? JNI_VERSION_10 : JNI_ERR;
}
