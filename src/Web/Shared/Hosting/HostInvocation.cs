namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Which invocation of the Functions host a request is, as the isolated worker was told over gRPC. A feature of the request: the header
/// <c>x-ms-invocation-id</c> names it too, but a client may have written one.
/// </summary>
internal sealed record HostInvocation(string Id);
