using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Why a program cannot listen where its settings say.</summary>
public static class ListenFaults
{
    /// <summary>The cause and the remedy, in one line; null: the exception means something else.</summary>
    /// <param name="remedy">What to do about an address that is in use, beside ending the program there.</param>
    public static string? InWords(Exception exception, string remedy) => exception switch
    {
        // The server's message names the address.
        IOException { InnerException: AddressInUseException } =>
            $"{exception.Message.TrimEnd('.')}: end the program that listens there, or {remedy}.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "This user may not listen on the port of Shaken:Listen:Port or Shaken:Tls:Port: choose one above 1023, or allow it to the "
            + "program.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "This machine has no network interface with the address of Shaken:Listen:Address: set one that it has.",
        _ => null,
    };
}
