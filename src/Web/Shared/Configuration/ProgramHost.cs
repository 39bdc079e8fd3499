namespace Shaken.Web.Shared.Configuration;

/// <summary>What starts the program and calls it.</summary>
public enum ProgramHost
{
    /// <summary>Nothing: it has its own server and its own scheduler.</summary>
    Alone,

    /// <summary>The Azure Functions host, over HTTP on a loopback port, for requests and timers alike.</summary>
    CustomHandler,

    /// <summary>The Azure Functions host, through the isolated worker: requests over HTTP, invocations over gRPC.</summary>
    IsolatedWorker,
}
