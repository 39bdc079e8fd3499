using Shaken.Core.Numbering;

namespace Shaken.Web.PolicyAdministrator.Numbers;

/// <summary>What the wire says of a refused step of an import: the one table.</summary>
internal static class NumberProblems
{
    private const string MediaType = "application/problem+json";

    public static int StatusOf(NumberImportFailure failure) => failure switch
    {
        NumberImportFailure.Unknown => StatusCodes.Status404NotFound,
        NumberImportFailure.Committed => StatusCodes.Status409Conflict,
        NumberImportFailure.PartNumber => StatusCodes.Status400BadRequest,
        NumberImportFailure.PartSize => StatusCodes.Status413PayloadTooLarge,
        NumberImportFailure.PartCut => StatusCodes.Status400BadRequest,
        NumberImportFailure.PartDiffers => StatusCodes.Status409Conflict,
        NumberImportFailure.Rows => StatusCodes.Status400BadRequest,
        NumberImportFailure.PartsMissing => StatusCodes.Status409Conflict,
        NumberImportFailure.Shrinks => StatusCodes.Status409Conflict,
        NumberImportFailure.TooLarge => StatusCodes.Status400BadRequest,
        NumberImportFailure.Busy => StatusCodes.Status409Conflict,
    };

    public static Task WriteAsync(HttpResponse response, NumberImportRefusal refusal)
    {
        response.StatusCode = StatusOf(refusal.Reason);
        return response.WriteAsJsonAsync(ImportRefusalAnswer.Of(refusal), NumbersJson.Default.ImportRefusalAnswer, MediaType);
    }
}
