package telemetry

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"

	"bole/graph/message"
	"bole/graph/store"
)

// Traces are sent to a collector of OpenTelemetry. Methods of nil make none.
type Traces struct {
	provider *trace.TracerProvider
	tracer   api.Tracer
	incoming propagation.TraceContext
}

// OpenTraces reads OpenTelemetry's own environment (OTEL_EXPORTER_OTLP_ENDPOINT and so on). Traces are made where it
// names a collector; otherwise it gives nil. They go out over HTTP as protobuf; another protocol or exporter is an error.
func OpenTraces(ctx context.Context, version string, log *slog.Logger) (*Traces, error) {
	if on, err := tracesWanted(); err != nil || !on {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, message.Errorf("open traces: %v", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "bole"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, message.Errorf("open traces: %v", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces cannot be sent", "cause", err) }))
	return newTraces(trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(about))), nil
}

func newTraces(p *trace.TracerProvider) *Traces {
	return &Traces{provider: p, tracer: p.Tracer("bole")}
}

func tracesWanted() (bool, error) {
	exporter := os.Getenv("OTEL_TRACES_EXPORTER")
	named := os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != "" || exporter != ""
	if !named || exporter == "none" || strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") {
		return false, nil
	}
	if exporter != "" && exporter != "otlp" {
		return false, message.Errorf("OTEL_TRACES_EXPORTER is %q; traces are sent by otlp, or with none not at all", exporter)
	}
	if p := cmp.Or(os.Getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"), os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL"), "http/protobuf"); p != "http/protobuf" {
		return false, message.Errorf("the protocol for traces (OTEL_EXPORTER_OTLP_PROTOCOL) is %q; they are sent as http/protobuf, which collectors take on port 4318", p)
	}
	return true, nil
}

// Close sends what has not been sent yet.
func (t *Traces) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// request begins the span of a request, as a part of the trace that its client names (W3C traceparent).
func (t *Traces) request(r *http.Request, method, route string) (context.Context, func(status int, id string)) {
	if t == nil {
		return r.Context(), func(int, string) {}
	}
	ctx := t.incoming.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := t.tracer.Start(ctx, method+" "+route, api.WithSpanKind(api.SpanKindServer),
		api.WithAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route)))
	return ctx, func(status int, id string) {
		span.SetAttributes(attribute.Int("http.response.status_code", status), attribute.String("bole.request", id))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Span begins a span below the context's. What is said of it are words of the schema and numbers, never a client's.
func (t *Telemetry) Span(ctx context.Context, name string) (context.Context, func(said ...attribute.KeyValue)) {
	if t == nil || t.traces == nil {
		return ctx, func(...attribute.KeyValue) {}
	}
	ctx, span := t.traces.tracer.Start(ctx, name)
	return ctx, func(said ...attribute.KeyValue) {
		span.SetAttributes(said...)
		span.End()
	}
}

// statement is the span of a statement or act that has ended.
func (t *Traces) statement(ctx context.Context, o store.Observed) {
	if t == nil {
		return
	}
	_, span := t.tracer.Start(ctx, cmp.Or(o.Name, "statement"), api.WithTimestamp(o.Begun), api.WithSpanKind(api.SpanKindClient))
	span.SetAttributes(attribute.String("db.system.name", "neo4j"), attribute.String("db.query.text", o.Text), attribute.Int("db.response.returned_rows", o.Rows),
		attribute.String("bole.role", o.Role))
	if o.Code != "" {
		span.SetStatus(codes.Error, string(o.Code))
	}
	span.End(api.WithTimestamp(o.Begun.Add(o.Took)))
}
