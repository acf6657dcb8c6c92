/* Beside the annotated source: the generated file lies elsewhere and has to find it all the same. */
int work(void);
